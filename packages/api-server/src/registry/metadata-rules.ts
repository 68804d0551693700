import { randomBytes } from "node:crypto";
import type { KubeObject } from "@sluice/base/object";
import type { FieldProblem } from "../resource/index.ts";

const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedNamePart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelText =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const qualifiedText =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const annotationBytes = 256 * 1024;

/** What is wrong with an object's metadata, whatever its kind. Names are checked for custom resources only: built-ins have rules of their own. */
export function validateMetadata(
  object: KubeObject,
  old: KubeObject | undefined,
  checksName: boolean,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { name, labels, annotations, finalizers, ownerReferences } = object.metadata;
  if (checksName && old === undefined && name !== undefined && name !== "") {
    if (name.length > 253)
      problems.push(invalidField("metadata.name", name, "must be no more than 253 bytes"));
    if (!dnsSubdomain.test(name)) problems.push(invalidField("metadata.name", name, subdomainText));
  }
  if (labels !== undefined && labels !== old?.metadata.labels) validateLabels(labels, problems);
  if (annotations !== undefined && annotations !== old?.metadata.annotations) {
    validateAnnotations(annotations, problems);
  }
  for (const [index, finalizer] of (finalizers ?? []).entries()) {
    validateFinalizer(finalizer, `metadata.finalizers[${index}]`, problems);
  }
  validateOwners(ownerReferences ?? [], problems);
  if (old?.metadata.deletionTimestamp !== undefined) {
    const before = new Set(old.metadata.finalizers ?? []);
    const added = (finalizers ?? []).filter((finalizer) => !before.has(finalizer));
    if (added.length > 0) {
      problems.push({
        reason: "FieldValueForbidden",
        field: "metadata.finalizers",
        message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((text) => JSON.stringify(text)).join(", ")}}`,
      });
    }
  }
  return problems;
}

function invalidField(field: string, value: unknown, text: string): FieldProblem {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${JSON.stringify(value)}: ${text}` };
}

function validateLabels(labels: Record<string, string>, problems: FieldProblem[]): void {
  for (const key of Object.keys(labels)) {
    validateQualifiedName(key, "metadata.labels", problems);
    const value = labels[key]!;
    if (value.length > 63)
      problems.push(invalidField("metadata.labels", value, "must be no more than 63 bytes"));
    if (!labelValue.test(value)) problems.push(invalidField("metadata.labels", value, valueText));
  }
}

function validateAnnotations(annotations: Record<string, string>, problems: FieldProblem[]): void {
  let size = 0;
  for (const key of Object.keys(annotations)) {
    validateQualifiedName(key.toLowerCase(), "metadata.annotations", problems, key);
    size += key.length + annotations[key]!.length;
  }
  if (size > annotationBytes) {
    problems.push({
      reason: "FieldValueTooLong",
      field: "metadata.annotations",
      message: `Too long: may not be more than ${annotationBytes} bytes`,
    });
  }
}

function validateQualifiedName(key: string, field: string, problems: FieldProblem[], shown = key): void {
  const parts = key.split("/");
  if (parts.length > 2) {
    problems.push(
      invalidField(
        field,
        shown,
        `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ),
    );
    return;
  }
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === "") problems.push(invalidField(field, shown, "prefix part must be non-empty"));
    else if (prefix.length > 253 || !dnsSubdomain.test(prefix)) {
      problems.push(invalidField(field, shown, `prefix part ${subdomainText}`));
    }
  }
  if (name === "") problems.push(invalidField(field, shown, "name part must be non-empty"));
  else if (name.length > 63)
    problems.push(invalidField(field, shown, "name part must be no more than 63 bytes"));
  if (!qualifiedNamePart.test(name)) problems.push(invalidField(field, shown, qualifiedText));
}

const legacyFinalizers = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

function validateFinalizer(finalizer: string, field: string, problems: FieldProblem[]): void {
  const before = problems.length;
  validateQualifiedName(finalizer, field, problems);
  if (problems.length === before && !finalizer.includes("/") && !legacyFinalizers.has(finalizer)) {
    // Custom resources may carry unqualified names; the real server warns only.
    return;
  }
}

function validateOwners(
  owners: NonNullable<KubeObject["metadata"]["ownerReferences"]>,
  problems: FieldProblem[],
): void {
  let controllers = 0;
  for (const [index, owner] of owners.entries()) {
    for (const name of ["apiVersion", "kind", "name", "uid"] as const) {
      if (owner[name] === undefined || owner[name] === "") {
        const what = name === "apiVersion" ? "version must not be empty" : "must not be empty";
        problems.push(invalidField(`metadata.ownerReferences[${index}].${name}`, "", what));
      }
    }
    if (owner.controller === true) controllers++;
  }
  if (controllers > 1) {
    problems.push({
      reason: "FieldValueInvalid",
      field: "metadata.ownerReferences",
      message: `Invalid value: ${JSON.stringify(owners)}: Only one reference can have Controller set to true. Found "true" in references for ${owners
        .filter((owner) => owner.controller)
        .map((owner) => owner.name)
        .join(" and ")}`,
    });
  }
}

/** True for a DNS label of at most 63 characters, as namespaces have. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && dnsLabel.test(name);
}

export { labelText as dnsLabelText };

const suffixCharacters = "bcdfghjklmnpqrstvwxz2456789";

/** A name with five random characters after `generateName`, as the real server makes it. */
export function generateName(prefix: string): string {
  let suffix = "";
  for (const byte of randomBytes(5)) suffix += suffixCharacters[byte % suffixCharacters.length];
  return `${prefix.slice(0, 58)}${suffix}`;
}
