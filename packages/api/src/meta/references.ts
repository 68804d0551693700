import { list, map, object, optional, rule, string, type TypeOf } from "../schema/index.ts";

/** A reference to an object in the same namespace, by name. */
export function localReference(description: string) {
  return object(description, { name: string("Name of the object.") });
}

/** `{name}` of an object in the same namespace. */
export type LocalObjectReference = TypeOf<ReturnType<typeof localReference>>;

/** A reference to an object by name, in another namespace if need be. */
export function namespacedReference(description: string) {
  return object(description, {
    name: string("Name of the object."),
    namespace: optional(string("Namespace of the object; the referring object's own when absent.")),
  });
}

/** `{name, namespace?}`. */
export type NamespacedObjectReference = TypeOf<ReturnType<typeof namespacedReference>>;

/** An entry of `spec.dependsOn`. */
export function dependencyReference(kind: string) {
  return object(`A ${kind} that must be ready first.`, {
    name: string(`Name of the ${kind}.`),
    namespace: optional(string(`Namespace of the ${kind}; the dependent's own when absent.`)),
    readyExpr: optional(
      string("CEL expression that decides readiness, with `self` and `dep` as the two objects."),
    ),
  });
}

/** `{name, namespace?, readyExpr?}`. */
export type DependencyReference = TypeOf<ReturnType<typeof dependencyReference>>;

/** A label query over namespaces that may refer to this object. */
export const accessFrom = object("Which other namespaces may refer to this object.", {
  namespaceSelectors: list(
    "Namespaces by their labels; one match is enough.",
    object("Labels that a namespace must have.", {
      matchLabels: optional(map("Labels by name.", string(""))),
    }),
  ),
});

const exactlyOneKubeConfig =
  "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified";

/** The field `spec.kubeConfig`: where to reach another cluster. */
export const kubeConfigReference = object(
  "How to reach the cluster to act on, where it is not this one.",
  {
    configMapRef: optional(
      localReference(
        "ConfigMap with the keys `provider`, and as the provider needs `cluster`, `address`, `ca.crt`, `audiences`, `serviceAccountName`: log-in by workload identity.",
      ),
    ),
    secretRef: optional(
      object("Secret that holds a kubeconfig.", {
        key: optional(string("Key within the Secret; `value` or `value.yaml` when absent.")),
        name: string("Name of the Secret."),
      }),
    ),
  },
  {
    rules: [
      rule("has(self.configMapRef) || has(self.secretRef)", exactlyOneKubeConfig),
      rule("!has(self.configMapRef) || !has(self.secretRef)", exactlyOneKubeConfig),
    ],
  },
);

/** Value of `spec.kubeConfig`. */
export type KubeConfigReference = TypeOf<typeof kubeConfigReference>;
