/**
 * CustomResourceDefinitions: from the definition to resources that the registry serves, with the conditions and the
 * clean-up that the real server does.
 */
export { type CustomResourceDefinition, customResources } from "./custom-resource.ts";
export { CustomResourceController } from "./custom-resource-controller.ts";
export { compileJsonPath } from "./json-path.ts";
export { validateDefinition } from "./validate-definition.ts";
