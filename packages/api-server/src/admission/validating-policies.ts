import { randomUUID } from "node:crypto";
import { errorText } from "@sluice/base/errors";
import { type JsonObject, type KubeObject, parseApiVersion } from "@sluice/base/object";
import { type CelProgram, compileCel } from "@sluice/cel";
import type { AdmissionRequest, AdmissionStep, Registry } from "../registry/index.ts";
import { labelSelectorTest } from "../selector/index.ts";
import { forbidden, StatusError } from "../status/index.ts";
import {
  configurations,
  describeRequest,
  isAdmissionConfiguration,
  type MatchRule,
  matchesRequest,
  namespaceOf,
} from "./match-request.ts";

interface PolicySpec {
  failurePolicy?: string;
  paramKind?: { apiVersion: string; kind: string };
  matchConstraints?: JsonObject;
  matchConditions?: { name: string; expression: string }[];
  variables?: { name: string; expression: string }[];
  validations?: { expression: string; message?: string; messageExpression?: string; reason?: string }[];
}

interface BindingSpec {
  policyName: string;
  paramRef?: {
    name?: string;
    namespace?: string;
    selector?: Parameters<typeof labelSelectorTest>[0];
    parameterNotFoundAction?: string;
  };
  matchResources?: JsonObject;
  validationActions?: string[];
}

const policyCostLimit = 10_000_000;
const programs = new Map<string, CelProgram>();

/** ValidatingAdmissionPolicies: expressions that decide on requests, bound to what they are about. */
export function validatingPolicies(registry: Registry): AdmissionStep {
  const policies = registry.storage.collection("validatingadmissionpolicies.admissionregistration.k8s.io");
  return {
    isIdle: (request) => policies.size === 0 || isAdmissionConfiguration(request),
    validate(request) {
      for (const policy of configurations(registry, "validatingadmissionpolicies")) {
        const spec = policy["spec"] as PolicySpec;
        for (const binding of configurations(registry, "validatingadmissionpolicybindings")) {
          const bound = binding["spec"] as BindingSpec;
          if (bound.policyName !== policy.metadata.name) continue;
          if (!matchesRequest(registry, rulesOf(spec.matchConstraints), request)) continue;
          if (bound.matchResources !== undefined && !matchesBinding(registry, bound.matchResources, request))
            continue;
          applyPolicy(registry, policy, spec, binding, bound, request);
        }
      }
      return undefined;
    },
  };
}

function rulesOf(constraints: JsonObject | undefined) {
  const given = constraints ?? {};
  return {
    rules: (given["resourceRules"] ?? []) as unknown as MatchRule[],
    excludeRules: (given["excludeResourceRules"] ?? []) as unknown as MatchRule[],
    namespaceSelector: given["namespaceSelector"] as Parameters<typeof labelSelectorTest>[0],
    objectSelector: given["objectSelector"] as Parameters<typeof labelSelectorTest>[0],
    matchPolicy: given["matchPolicy"] as string | undefined,
  };
}

/** A binding without rules of its own takes those of its policy. */
function matchesBinding(registry: Registry, resources: JsonObject, request: AdmissionRequest): boolean {
  const match = rulesOf(resources);
  if (match.rules.length === 0) {
    match.rules = [{ operations: ["*"], apiGroups: ["*"], apiVersions: ["*"], resources: ["*", "*/*"] }];
  }
  return matchesRequest(registry, match, request);
}

function applyPolicy(
  registry: Registry,
  policy: KubeObject,
  spec: PolicySpec,
  binding: KubeObject,
  bound: BindingSpec,
  request: AdmissionRequest,
): void {
  const actions = bound.validationActions ?? ["Deny"];
  const report = (message: string, reason: string): void => {
    const text = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`;
    if (actions.includes("Warn")) {
      request.context.warnings.push(
        `Validation failed for ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}': ${message}`,
      );
    }
    if (actions.includes("Deny")) throw refusal(request, text, message, reason);
  };
  const fails = spec.failurePolicy !== "Ignore";
  let params: (KubeObject | null)[];
  try {
    params = paramsOf(registry, spec, bound, request);
  } catch (error) {
    if (fails) report(`failed to configure binding: ${errorText(error)}`, "Invalid");
    return;
  }
  for (const param of params) {
    const variables = variablesOf(registry, spec, param, request);
    const evaluate = (expression: string, resultType?: string): unknown =>
      program(expression, resultType).evaluate(variables, { costLimit: policyCostLimit });
    try {
      if ((spec.matchConditions ?? []).some(({ expression }) => evaluate(expression, "bool") !== true))
        continue;
    } catch (error) {
      if (fails) report(`matchConditions: ${errorText(error)}`, "Invalid");
      continue;
    }
    for (const validation of spec.validations ?? []) {
      let holds: unknown;
      try {
        holds = evaluate(validation.expression, "bool");
      } catch (error) {
        if (fails)
          report(`expression '${validation.expression}' resulted in error: ${errorText(error)}`, "Invalid");
        continue;
      }
      if (holds !== true) report(messageOf(validation, evaluate), validation.reason ?? "Invalid");
    }
  }
}

function messageOf(
  validation: { expression: string; message?: string; messageExpression?: string },
  evaluate: (expression: string) => unknown,
): string {
  if (validation.messageExpression) {
    try {
      const text = evaluate(validation.messageExpression);
      if (typeof text === "string" && text.trim() !== "") return text.trim();
    } catch {
      // The fixed message, or the expression itself, must do.
    }
  }
  return validation.message?.trim() || `failed expression: ${validation.expression.trim()}`;
}

const codes: Record<string, number> = {
  Invalid: 422,
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};

function refusal(request: AdmissionRequest, text: string, message: string, reason: string): StatusError {
  const { status } = forbidden(
    request.resource.name,
    request.name || (request.object?.metadata.name ?? ""),
    text,
  );
  return new StatusError(
    {
      message: status.message,
      reason,
      details: { ...status.details, causes: [{ message: text }] },
      code: codes[reason] ?? 422,
    },
    message,
  );
}

/** The objects that a binding parameterises its policy with; one null when there is no parameter. */
function paramsOf(
  registry: Registry,
  spec: PolicySpec,
  bound: BindingSpec,
  request: AdmissionRequest,
): (KubeObject | null)[] {
  const { paramKind } = spec;
  const { paramRef } = bound;
  if (paramKind === undefined || paramRef === undefined) return [null];
  const { group, version } = parseApiVersion(paramKind.apiVersion);
  const resource = registry.resources.findKind(group, version, paramKind.kind);
  if (resource === undefined)
    throw new Error(
      `failed to find resource referenced by paramKind: '${paramKind.apiVersion}, Kind=${paramKind.kind}'`,
    );
  const namespace = resource.definition.isNamespaced ? (paramRef.namespace ?? request.namespace) : "";
  const collection = registry.collection(resource);
  const found: KubeObject[] = [];
  if (paramRef.name !== undefined) {
    const entry = collection.get(`${namespace}/${paramRef.name}`);
    if (entry !== undefined) found.push(registry.views.object(resource, entry));
  } else {
    const test = labelSelectorTest(paramRef.selector ?? {});
    const [first, end] = collection.range(namespace);
    for (let index = first; index < end; index++) {
      const object = registry.views.object(resource, collection.at(index)!);
      if (test(object.metadata.labels)) found.push(object);
    }
  }
  if (found.length > 0) return found;
  if (paramRef.parameterNotFoundAction === "Allow") return [];
  throw new Error("no params found for policy binding with `Deny` parameterNotFoundAction");
}

/** Values by name; `variables.NAME` is computed when it is first used. */
function variablesOf(
  registry: Registry,
  spec: PolicySpec,
  params: KubeObject | null,
  request: AdmissionRequest,
): Record<string, unknown> {
  const composed: Record<string, unknown> = {};
  const variables: Record<string, unknown> = {
    object: request.object ?? null,
    oldObject: request.oldObject ?? null,
    request: describeRequest(request, randomUUID()),
    params,
    namespaceObject: () =>
      request.namespace === "" ? null : (namespaceOf(registry, request.namespace) ?? null),
    variables: composed,
  };
  for (const { name, expression } of spec.variables ?? []) {
    Object.defineProperty(composed, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = program(expression).evaluate(variables, { costLimit: policyCostLimit });
        Object.defineProperty(composed, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return variables;
}

const variableTypes = {
  object: "dyn",
  oldObject: "dyn",
  request: "dyn",
  params: "dyn",
  namespaceObject: "dyn",
  variables: "dyn",
  authorizer: "dyn",
};

function program(expression: string, resultType?: string): CelProgram {
  const key = `${resultType ?? ""} ${expression}`;
  let compiled = programs.get(key);
  if (compiled === undefined) {
    if (programs.size > 2000) programs.clear();
    compiled = compileCel(expression, {
      variables: variableTypes,
      environment: "kubernetes",
      ...(resultType === undefined ? {} : { resultType }),
    });
    programs.set(key, compiled);
  }
  return compiled;
}
