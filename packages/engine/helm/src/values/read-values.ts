import { errorText, SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { GoError, isMapValue, type MapValue } from "@sluice/go-template";
import { readYaml } from "../data/yaml-text.ts";
import { helmErrors } from "../errors.ts";
import type { HelmFlavour } from "../flavour.ts";

const anyMap = "map[string]interface {}";

/**
 * A chart's `values.yaml`. Helm 4 merges all documents of the file in order, Helm 3 reads the first. Throws GoError
 * with Helm's text.
 */
export function readDefaultValues(text: string, flavour: HelmFlavour): MapValue {
  if (flavour === "3.21") return readMap(text, "");
  let values: MapValue = {};
  for (const document of splitDocuments(text)) {
    values = mergeUserValues(values, readMap(document, "cannot unmarshal yaml document: "));
  }
  return values;
}

/** A values file given by the user. Throws VALUES_INVALID naming the file. */
export function readUserValues(text: string, fileName: string): MapValue {
  try {
    return readDefaultValues(text, "4.2");
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new SluiceError(helmErrors.VALUES_INVALID, `failed to parse ${fileName}: ${errorText(error)}`, {
      terminal: true,
      location: { path: fileName },
      cause: error,
    });
  }
}

/** `b` over `a`: maps are merged, all else is replaced. Neither is changed. */
export function mergeUserValues(a: MapValue, b: MapValue): MapValue {
  const merged: MapValue = { ...a };
  for (const key of Object.keys(b)) {
    const upper = b[key];
    const lower = Object.hasOwn(merged, key) ? merged[key] : undefined;
    setKey(merged, key, isMapValue(upper) && isMapValue(lower) ? mergeUserValues(lower, upper) : upper);
  }
  return merged;
}

function readMap(text: string, prefix: string): MapValue {
  try {
    return (readYaml(text, anyMap) ?? {}) as MapValue;
  } catch (error) {
    throw new GoError(prefix + errorText(error), error);
  }
}

/** Documents as Kubernetes' YAML reader cuts them: at lines that begin with `---` and hold nothing but blanks after. */
function splitDocuments(text: string): string[] {
  if (!/^---/m.test(text)) return [text];
  const documents: string[] = [];
  let current: string[] = [];
  for (const line of text.split("\n")) {
    if (/^---\s*$/.test(line)) {
      if (current.length > 0) documents.push(current.join("\n"));
      current = [];
    } else current.push(line);
  }
  documents.push(current.join("\n"));
  return documents;
}
