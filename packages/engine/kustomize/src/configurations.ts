import { errorText, SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { parseYaml } from "@sluice/yaml";
import { decode, type Shape } from "./decode.ts";
import { kustomizeErrors } from "./errors.ts";
import { type FieldSpec, sortSpecs } from "./field-spec.ts";
import { fieldSpecShape } from "./kustomization-shape.ts";
import type { Loader } from "./loader.ts";
import { compareGvk } from "./resource-id.ts";
import { defaultConfig, emptyConfig, mergeConfigs, type TransformerConfig } from "./transformer-config.ts";

const specs: Shape = { list: fieldSpecShape };
const shape: Shape = {
  name: "TransformerConfig",
  fields: {
    namePrefix: specs,
    nameSuffix: specs,
    namespace: specs,
    commonLabels: specs,
    labels: specs,
    templateLabels: specs,
    commonAnnotations: specs,
    nameReference: {
      list: {
        name: "NameBackReferences",
        fields: { group: "string", version: "string", kind: "string", fieldSpecs: specs },
      },
    },
    varReference: specs,
    images: specs,
    replicas: specs,
  },
};

type RawSpec = Partial<FieldSpec>;
type RawConfig = Partial<Record<Exclude<keyof TransformerConfig, "nameReference">, RawSpec[]>> & {
  nameReference?: { group?: string; version?: string; kind?: string; fieldSpecs?: RawSpec[] }[];
};

/** The defaults and what the files of `configurations` add to them, KE-127. Throws KUSTOMIZE_FILE_INVALID. */
export function readConfigurations(loader: Loader, paths: readonly string[]): TransformerConfig {
  let config = emptyConfig;
  for (const path of paths)
    config = mergeConfigs(config, readConfiguration(loader.text(path), loader.describe(path)));
  return mergeConfigs(defaultConfig(), config);
}

function readConfiguration(text: string, file: string): TransformerConfig {
  try {
    const value = parseYaml(text, { flavour: "v2", uniqueKeys: true, file });
    const raw = (
      isJsonObject(value) ? decode(value, shape, { strict: true, coerce: true }) : {}
    ) as RawConfig;
    return {
      namePrefix: complete(raw.namePrefix),
      nameSuffix: complete(raw.nameSuffix),
      namespace: complete(raw.namespace),
      commonLabels: complete(raw.commonLabels),
      labels: complete(raw.labels),
      templateLabels: complete(raw.templateLabels),
      commonAnnotations: complete(raw.commonAnnotations),
      nameReference: (raw.nameReference ?? [])
        .map((reference) => ({
          group: reference.group ?? "",
          version: reference.version ?? "",
          kind: reference.kind ?? "",
          referrers: (reference.fieldSpecs ?? []).map(completeSpec),
        }))
        .sort(compareGvk),
      varReference: complete(raw.varReference),
      images: complete(raw.images),
      replicas: complete(raw.replicas),
    };
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    throw new SluiceError(kustomizeErrors.KUSTOMIZE_FILE_INVALID, errorText(cause), {
      location: cause.location ?? { path: file },
      fieldPath: cause.fieldPath,
      cause,
    });
  }
}

function complete(raw: RawSpec[] | undefined): FieldSpec[] {
  return sortSpecs((raw ?? []).map(completeSpec));
}

/** A field spec as it is written, with its absent parts filled in. */
export function completeSpec(raw: RawSpec): FieldSpec {
  return {
    group: raw.group,
    version: raw.version,
    kind: raw.kind,
    path: raw.path ?? "",
    create: raw.create === true,
  };
}
