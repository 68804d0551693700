import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "./errors.ts";
import { compareGvk, type Gvk, type GvkSelector, gvkText, isSelected } from "./resource-id.ts";

/** A place in resources of some kinds: empty parts of the selector match all; the path is divided by slashes. */
export interface FieldSpec extends GvkSelector {
  path: string;
  /** Make the missing parts of the path. */
  create: boolean;
}

/** Field specs of the built-in tables: path, create, and `group/version/Kind` selectors divided by blanks. */
export type CompactSpecs = readonly (readonly [path: string, create: boolean, kinds: string])[];

/** The field specs of a built-in table in kustomize's order. */
export function expandSpecs(table: CompactSpecs): FieldSpec[] {
  const specs: FieldSpec[] = [];
  for (const [path, create, kinds] of table) {
    for (const selector of kinds.split(" ")) specs.push({ ...parseSelector(selector), path, create });
  }
  return sortSpecs(specs);
}

/** `group/version/Kind` as a selector; `*` selects everything. */
export function parseSelector(text: string): Gvk {
  if (text === "*") return { group: "", version: "", kind: "" };
  const [group, version, kind] = text.split("/") as [string, string, string];
  return { group, version, kind };
}

/** By the kinds they belong to; equal ones keep their order. */
export function sortSpecs(specs: FieldSpec[]): FieldSpec[] {
  return specs.sort(compareGvk);
}

/**
 * Adds specs to a list: one whose kinds and path are there already must agree on `create`.
 * Throws KUSTOMIZE_FILE_INVALID.
 */
export function mergeSpecs(list: readonly FieldSpec[], incoming: readonly FieldSpec[]): FieldSpec[] {
  const merged = [...list];
  const byPath = new Map<string, FieldSpec[]>();
  for (const spec of merged) addTo(byPath, spec);
  for (const spec of incoming) {
    const twin = byPath.get(spec.path)?.find((other) => isSelected(asGvk(other), spec));
    if (twin === undefined) {
      merged.push(spec);
      addTo(byPath, spec);
    } else if (twin.create !== spec.create) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_FILE_INVALID,
        `conflicting fieldspecs: ${gvkText(spec)}:${spec.path} is given with create true and create false`,
        { fieldPath: spec.path },
      );
    }
  }
  return merged;
}

function addTo(byPath: Map<string, FieldSpec[]>, spec: FieldSpec): void {
  const list = byPath.get(spec.path);
  if (list === undefined) byPath.set(spec.path, [spec]);
  else list.push(spec);
}

function asGvk(spec: GvkSelector): Gvk {
  return { group: spec.group ?? "", version: spec.version ?? "", kind: spec.kind ?? "" };
}

/** Splits a path at slashes; `\/` is a slash within a name, and a leading slash does not count. */
export function splitPath(path: string, divider = "/"): string[] {
  const raw = path.split(divider);
  if (raw.length > 1 && raw[0] === "") raw.shift();
  const parts: string[] = [];
  for (const piece of raw) {
    const last = parts.at(-1);
    if (last?.endsWith("\\")) parts[parts.length - 1] = `${last.slice(0, -1)}${divider}${piece}`;
    else parts.push(piece);
  }
  return parts;
}

/** A spec with its path divided. */
export interface CompiledSpec extends FieldSpec {
  parts: readonly string[];
}

/** Finds the specs that belong to a kind; what was found for one kind is kept for all its resources. */
export class SpecIndex {
  private readonly specs: readonly CompiledSpec[];
  private readonly byKind = new Map<string, readonly CompiledSpec[]>();

  constructor(specs: readonly FieldSpec[]) {
    this.specs = specs.map((spec) => ({ ...spec, parts: splitPath(spec.path) }));
  }

  for(gvk: Gvk): readonly CompiledSpec[] {
    const key = `${gvk.group}|${gvk.version}|${gvk.kind}`;
    let found = this.byKind.get(key);
    if (found === undefined) {
      found = this.specs.filter((spec) => isSelected(gvk, spec));
      this.byKind.set(key, found);
    }
    return found;
  }
}
