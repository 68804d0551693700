import { SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { parseYaml } from "@sluice/yaml";
import { decode, type Shape } from "../decode.ts";
import { kustomizeErrors } from "../errors.ts";
import { splitPath } from "../field-spec.ts";
import type { Selector } from "../kustomization-file.ts";
import { selectorShape } from "../kustomization-shape.ts";
import type { Loader } from "../loader.ts";
import { isScalar, kindName, textOf, withText } from "../node.ts";
import type { ResourceList } from "../resource-list.ts";
import { selectResources } from "../select.ts";
import type { Session } from "../session.ts";
import { visitField } from "../visit-field.ts";
import { setNamespaceOf } from "./namespace.ts";

/** Where a value is added: a field, and perhaps a position within the path it holds. */
export interface ValueTarget {
  selector?: Selector;
  fieldPath?: string;
  filePathPosition?: number;
}

const targetsShape: Shape = {
  name: "Targets",
  fields: {
    targets: {
      list: {
        name: "Target",
        fields: { selector: selectorShape, fieldPath: "string", filePathPosition: "integer" },
      },
    },
  },
};

/** The targets of a ValueAddTransformer, with those of the file that it names. */
export function readValueTargets(
  own: readonly ValueTarget[],
  path: string | undefined,
  loader: Loader,
): ValueTarget[] {
  const targets = [...own];
  if (path) {
    const value = parseYaml(loader.text(path), { flavour: "v2", file: loader.describe(path) });
    const read = isJsonObject(value) ? decode(value, targetsShape, { strict: false, coerce: true }) : {};
    targets.push(...((read as { targets?: ValueTarget[] }).targets ?? []));
  }
  if (targets.length === 0) throw invalid("must specify at least one target");
  for (const target of targets) {
    if (!target.fieldPath) throw invalid("fieldPath cannot be empty");
    if ((target.filePathPosition ?? 0) < 0) {
      throw invalid(`value of FilePathPosition (${target.filePathPosition}) cannot be negative`);
    }
  }
  return targets;
}

/** Sets a field to a value, or inserts the value into the path that the field holds. */
export function addValue(
  list: ResourceList,
  value: string,
  targets: readonly ValueTarget[],
  session: Session,
): void {
  for (const target of targets) {
    const resources =
      target.selector === undefined ? list.all : selectResources(list, target.selector, session);
    const path = target.fieldPath as string;
    const position = target.filePathPosition ?? 0;
    for (const resource of resources) {
      if (path === "metadata/namespace") {
        setNamespaceOf(list, resource, {
          namespace: value,
          specs: [],
          unsetOnly: false,
          subjects: "defaultOnly",
        });
        continue;
      }
      visitField(resource.node, splitPath(path), true, "scalar", (current) => {
        if (current !== undefined && !isScalar(current)) {
          throw invalid(`wrong node kind: expected ScalarNode but got ${kindName(current)}`);
        }
        return withText(current, position > 0 ? insertPart(textOf(current), position - 1, value) : value);
      });
    }
    list.touch();
  }
}

/** Puts a part into a slash-divided path; a leading slash does not count as one. */
function insertPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith("/");
  const parts = path.split("/").filter((piece) => piece !== "");
  parts.splice(Math.min(position, parts.length), 0, part);
  return `${isAbsolute ? "/" : ""}${parts.join("/")}`;
}

function invalid(message: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID, message, { fieldPath: "targets" });
}
