import { getKey, type JsonObject, type JsonValue } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { validateContainers, validateInitContainers, validateSecurity } from "./containers.ts";
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from "./names.ts";
import type { Problems } from "./problems.ts";
import { validateLabels, validateSelector } from "./selector.ts";

const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
const maxInt32 = 2_147_483_647;

/** Checks a pod template: its labels, then its spec. `extraVolumes` are made by the owner, as claims of a StatefulSet. */
export function validatePodTemplate(
  problems: Problems,
  field: string,
  template: JsonObject,
  extraVolumes: readonly string[] = [],
): void {
  const metadata = child(template, "metadata");
  validateLabels(problems, `${field}.labels`, metadata?.["labels"]);
  for (const key of Object.keys(child(metadata, "annotations") ?? {})) {
    problems.invalidEach(`${field}.annotations`, key, qualifiedName(key.toLowerCase()));
  }
  validatePodSpec(problems, `${field}.spec`, child(template, "spec") ?? {}, extraVolumes);
}

/** Checks a pod spec. */
export function validatePodSpec(
  problems: Problems,
  field: string,
  spec: JsonObject,
  extraVolumes: readonly string[] = [],
): void {
  const volumes = validateVolumes(problems, `${field}.volumes`, children(spec, "volumes"), extraVolumes);
  const containers = children(spec, "containers");
  validateContainers(problems, `${field}.containers`, containers, volumes);
  validateInitContainers(
    problems,
    `${field}.initContainers`,
    children(spec, "initContainers"),
    containers,
    volumes,
  );
  if (spec["hostNetwork"] === true) validateHostNetwork(problems, field, spec);
  problems.oneOf(`${field}.restartPolicy`, spec["restartPolicy"], ["Always", "OnFailure", "Never"]);
  problems.oneOf(`${field}.dnsPolicy`, spec["dnsPolicy"], [
    "ClusterFirstWithHostNet",
    "ClusterFirst",
    "Default",
    "None",
  ]);
  validateLabels(problems, `${field}.nodeSelector`, spec["nodeSelector"]);
  validateConstraints(
    problems,
    `${field}.topologySpreadConstraints`,
    children(spec, "topologySpreadConstraints"),
  );
  validateAffinity(problems, `${field}.affinity`, child(spec, "affinity"));
  for (const [name, rule] of [
    ["serviceAccountName", dns1123Subdomain],
    ["nodeName", dns1123Subdomain],
    ["hostname", dns1123Label],
    ["subdomain", dns1123Label],
    ["priorityClassName", dns1123Subdomain],
  ] as const) {
    const value = spec[name];
    if (typeof value === "string" && value !== "")
      problems.invalidEach(`${field}.${name}`, value, rule(value));
  }
  const deadline = spec["activeDeadlineSeconds"];
  if (typeof deadline === "number" && (deadline < 1 || deadline > maxInt32)) {
    problems.invalid(
      `${field}.activeDeadlineSeconds`,
      deadline,
      `must be between 1 and ${maxInt32}, inclusive`,
    );
  }
  const security = child(spec, "securityContext");
  if (security !== undefined) validateSecurity(problems, `${field}.securityContext`, security);
  validateTolerations(problems, `${field}.tolerations`, children(spec, "tolerations"));
  const { runtimeClassName } = spec;
  if (typeof runtimeClassName === "string") {
    problems.invalidEach(`${field}.runtimeClassName`, runtimeClassName, dns1123Subdomain(runtimeClassName));
  }
}

function validateHostNetwork(problems: Problems, field: string, spec: JsonObject): void {
  for (const [index, container] of children(spec, "containers").entries()) {
    for (const [number, port] of children(container, "ports").entries()) {
      if (port["hostPort"] !== undefined && port["hostPort"] !== port["containerPort"]) {
        problems.invalid(
          `${field}.containers[${index}].ports[${number}].hostPort`,
          port["hostPort"],
          "must match `containerPort` when `hostNetwork` is true",
        );
      }
    }
  }
}

/** Names that volume mounts can use; a volume with a fault of its own is not among them. */
function validateVolumes(
  problems: Problems,
  field: string,
  volumes: JsonObject[],
  extraVolumes: readonly string[],
): Set<string> {
  const names = new Set<string>(extraVolumes);
  const seen = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    // Claims of a StatefulSet stand before its own volumes.
    const path = `${field}[${extraVolumes.length + index}]`;
    const before = problems.list.length;
    const name = typeof volume["name"] === "string" ? volume["name"] : "";
    validateVolumeSource(problems, path, volume);
    if (name === "") problems.required(`${path}.name`);
    else problems.invalidEach(`${path}.name`, name, dns1123Label(name));
    if (seen.has(name)) problems.duplicate(`${path}.name`, name);
    if (problems.list.length === before) {
      names.add(name);
      seen.add(name);
    }
  }
  return names;
}

/** Fields that a volume source must not leave empty. */
const requiredOfVolume: Record<string, string> = {
  secret: "secretName",
  configMap: "name",
  hostPath: "path",
  persistentVolumeClaim: "claimName",
  csi: "driver",
  image: "reference",
};

function validateVolumeSource(problems: Problems, path: string, volume: JsonObject): void {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  for (const [index, source] of sources.entries()) {
    if (index > 0) {
      problems.forbidden(`${path}.${source}`, "may not specify more than 1 volume type");
      continue;
    }
    const content = child(volume, source) ?? {};
    const field = getKey(requiredOfVolume, source);
    if (field !== undefined && (content[field] === undefined || content[field] === "")) {
      if (source !== "image") problems.required(`${path}.${source}.${field}`);
    }
    if (source === "nfs") {
      for (const name of ["server", "path"]) if (!content[name]) problems.required(`${path}.nfs.${name}`);
    }
    const mode = content["defaultMode"];
    if (typeof mode === "number" && (mode < 0 || mode > 0o777)) {
      problems.invalid(
        `${path}.${source}.defaultMode`,
        mode,
        "must be a number between 0 and 0777 (octal), both inclusive",
      );
    }
    validateItems(problems, `${path}.${source}.items`, children(content, "items"));
  }
}

function validateItems(problems: Problems, field: string, items: JsonObject[]): void {
  for (const [index, item] of items.entries()) {
    if (item["fieldRef"] !== undefined || item["resourceFieldRef"] !== undefined) continue;
    if (!item["key"]) problems.required(`${field}[${index}].key`);
    const path = typeof item["path"] === "string" ? item["path"] : "";
    if (path === "") problems.required(`${field}[${index}].path`);
    else if (path.startsWith("/"))
      problems.invalid(`${field}[${index}].path`, path, "must be a relative path");
    else if (path.split("/").includes(".."))
      problems.invalid(`${field}[${index}].path`, path, "must not contain '..'");
  }
}

function validateTolerations(problems: Problems, field: string, tolerations: JsonObject[]): void {
  for (const [index, toleration] of tolerations.entries()) {
    const path = `${field}[${index}]`;
    const { key, operator, value, effect, tolerationSeconds } = toleration;
    if (typeof key === "string" && key !== "") problems.invalidEach(`${path}.key`, key, qualifiedName(key));
    if ((key === undefined || key === "") && operator !== "Exists") {
      problems.invalid(
        `${path}.operator`,
        operator ?? "",
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      );
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      problems.invalid(
        `${path}.effect`,
        effect ?? "",
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      );
    }
    if (operator === undefined || operator === "" || operator === "Equal") {
      if (typeof value === "string") problems.invalidEach(`${path}.operator`, value, labelValue(value));
    } else if (operator === "Exists") {
      if (value !== undefined && value !== "") {
        problems.invalid(`${path}.operator`, toleration, "value must be empty when `operator` is 'Exists'");
      }
    } else problems.notSupported(`${path}.operator`, operator, ["Equal", "Exists"]);
    if (effect !== undefined && effect !== "" && !taintEffects.includes(String(effect))) {
      problems.notSupported(`${path}.effect`, effect, taintEffects);
    }
  }
}

function validateConstraints(problems: Problems, field: string, constraints: JsonObject[]): void {
  for (const [index, constraint] of constraints.entries()) {
    const path = `${field}[${index}]`;
    const skew = Number(constraint["maxSkew"] ?? 0);
    if (skew <= 0) problems.invalid(`${path}.maxSkew`, skew, "must be greater than zero");
    if (!constraint["topologyKey"]) problems.required(`${path}.topologyKey`, "can not be empty");
    else {
      const key = String(constraint["topologyKey"]);
      problems.invalidEach(`${path}.topologyKey`, key, qualifiedName(key));
    }
    const when = String(constraint["whenUnsatisfiable"] ?? "");
    const supported = ["DoNotSchedule", "ScheduleAnyway"];
    if (!supported.includes(when)) problems.notSupported(`${path}.whenUnsatisfiable`, when, supported);
    validateSelector(problems, `${path}.labelSelector`, constraint["labelSelector"]);
  }
}

function validateAffinity(problems: Problems, field: string, affinity: JsonObject | undefined): void {
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const terms = child(affinity, kind);
    for (const [index, term] of children(terms, "requiredDuringSchedulingIgnoredDuringExecution").entries()) {
      validateTerm(
        problems,
        `${field}.${kind}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`,
        term,
      );
    }
    for (const [index, weighted] of children(
      terms,
      "preferredDuringSchedulingIgnoredDuringExecution",
    ).entries()) {
      const path = `${field}.${kind}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      const weight = Number(weighted["weight"] ?? 0);
      if (weight < 1 || weight > 100)
        problems.invalid(`${path}.weight`, weight, "must be in the range 1-100");
      validateTerm(problems, `${path}.podAffinityTerm`, child(weighted, "podAffinityTerm") ?? {});
    }
  }
}

function validateTerm(problems: Problems, path: string, term: JsonObject): void {
  validateSelector(problems, `${path}.labelSelector`, term["labelSelector"]);
  const key: JsonValue = term["topologyKey"] ?? "";
  if (key === "") problems.required(`${path}.topologyKey`, "can not be empty");
  else problems.invalidEach(`${path}.topologyKey`, key, qualifiedName(String(key)));
}
