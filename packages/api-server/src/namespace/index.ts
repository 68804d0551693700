/** The life of namespaces: what may be created in them, and how they are emptied when they go. */
export { namespaceAdmission } from "./namespace-admission.ts";
export { NamespaceController } from "./namespace-controller.ts";
