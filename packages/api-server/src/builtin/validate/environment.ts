import type { JsonObject } from "@sluice/base/object";
import { child } from "../defaults/set-default.ts";
import { configMapKey, dns1123Subdomain, environmentName } from "./names.ts";
import { type Problems, textOf as text } from "./problems.ts";

const environmentFields = new Set([
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
]);

/** Checks environment variables and where their values come from. */
export function validateEnvironment(problems: Problems, field: string, variables: JsonObject[]): void {
  for (const [index, variable] of variables.entries()) {
    const path = `${field}[${index}]`;
    const name = text(variable["name"]);
    if (name === "") problems.required(`${path}.name`);
    else problems.invalidEach(`${path}.name`, name, environmentName(name));
    const from = child(variable, "valueFrom");
    if (from !== undefined) validateValueFrom(problems, `${path}.valueFrom`, from, text(variable["value"]));
  }
}

function validateValueFrom(problems: Problems, field: string, from: JsonObject, value: string): void {
  const fieldRef = child(from, "fieldRef");
  if (fieldRef !== undefined) validateFieldRef(problems, `${field}.fieldRef`, fieldRef);
  const resourceRef = child(from, "resourceFieldRef");
  if (resourceRef !== undefined && text(resourceRef["resource"]) === "") {
    problems.required(`${field}.resourceFieldRef.resource`);
  }
  for (const name of ["configMapKeyRef", "secretKeyRef"]) {
    const ref = child(from, name);
    if (ref === undefined) continue;
    problems.invalidEach(`${field}.${name}.name`, text(ref["name"]), dns1123Subdomain(text(ref["name"])));
    const key = text(ref["key"]);
    if (key === "") problems.required(`${field}.${name}.key`);
    else problems.invalidEach(`${field}.${name}.key`, key, configMapKey(key));
  }
  const sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"].filter(
    (name) => from[name] !== undefined,
  );
  if (sources.length === 0) {
    problems.invalid(
      field,
      "",
      "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
    );
  } else if (value !== "") problems.invalid(field, "", "may not be specified when `value` is not empty");
  else if (sources.length > 1)
    problems.invalid(field, "", "may not have more than one field specified at a time");
}

function validateFieldRef(problems: Problems, field: string, ref: JsonObject): void {
  const path = text(ref["fieldPath"]);
  if (text(ref["apiVersion"]) === "") problems.required(`${field}.apiVersion`);
  else if (path === "") problems.required(`${field}.fieldPath`);
  else if (!environmentFields.has(path) && !/^metadata\.(labels|annotations)\['.+'\]$/.test(path)) {
    if (!/^(metadata|spec|status)\./.test(path)) {
      problems.invalid(
        `${field}.fieldPath`,
        path,
        `error converting fieldPath: field label not supported: ${path}`,
      );
    } else problems.notSupported(`${field}.fieldPath`, path, [...environmentFields].sort());
  }
}

/** Checks the ConfigMaps and Secrets whose keys become variables. */
export function validateEnvironmentSources(problems: Problems, field: string, sources: JsonObject[]): void {
  for (const [index, source] of sources.entries()) {
    const path = `${field}[${index}]`;
    const prefix = text(source["prefix"]);
    if (prefix !== "") problems.invalidEach(`${path}.prefix`, prefix, environmentName(prefix));
    let count = 0;
    for (const name of ["configMapRef", "secretRef"]) {
      const ref = child(source, name);
      if (ref === undefined) continue;
      count++;
      const target = text(ref["name"]);
      if (target === "") problems.required(`${path}.${name}.name`);
      else problems.invalidEach(`${path}.${name}.name`, target, dns1123Subdomain(target));
    }
    if (count === 0) problems.invalid(field, "", "must specify one of: `configMapRef` or `secretRef`");
    else if (count > 1) problems.invalid(field, "", "may not have more than one field specified at a time");
  }
}
