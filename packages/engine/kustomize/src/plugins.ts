import { SluiceError } from "@sluice/base/errors";
import type { JsonValue } from "@sluice/base/object";
import { completeSpec } from "./configurations.ts";
import { decode, type Shape } from "./decode.ts";
import { kustomizeErrors } from "./errors.ts";
import type { FieldSpec } from "./field-spec.ts";
import { generateConfigMap, generateSecret } from "./generate/config-map.ts";
import { inflateChart } from "./generate/helm-chart.ts";
import { generateIamPolicy } from "./generate/iam-policy.ts";
import { hashOf } from "./hash.ts";
import type {
  GeneratorEntry,
  HelmChartEntry,
  ImageEntry,
  PatchEntry,
  ReplacementEntry,
  ReplicaEntry,
  SortOptions,
} from "./kustomization-file.ts";
import {
  fieldSpecShape,
  generatorFields,
  helmChartFields,
  helmGlobalsFields,
  imageShape,
  patchShape,
  replacementShape,
  replicaShape,
  selectorShape,
} from "./kustomization-shape.ts";
import type { Loader } from "./loader.ts";
import { asJson, readResources } from "./read-resources.ts";
import type { Resource } from "./resource.ts";
import { idText } from "./resource-id.ts";
import type { ResourceList } from "./resource-list.ts";
import { selectResources } from "./select.ts";
import type { Session } from "./session.ts";
import { sortResources } from "./sort-order.ts";
import { setImages } from "./transform/images.ts";
import { addTexts } from "./transform/labels.ts";
import { addAffix } from "./transform/names.ts";
import { type SubjectMode, setNamespace } from "./transform/namespace.ts";
import {
  applyByIdentity,
  applyOperations,
  applyPatch,
  readJson6902,
  readPatch,
  readStrategicPatches,
} from "./transform/patches.ts";
import { rememberId } from "./transform/remember.ts";
import { applyReplacements, readReplacements } from "./transform/replacements.ts";
import { setReplicas } from "./transform/replicas.ts";
import { addValue, readValueTargets, type ValueTarget } from "./transform/value-add.ts";

/** What a configured plugin does: make resources, or work on those that are there. */
export interface Plugin {
  generate?: () => Resource[];
  transform?: (list: ResourceList) => void;
}

type Configure = (
  config: Record<string, unknown>,
  loader: Loader,
  session: Session,
  resource: Resource,
) => Plugin;

const texts: Shape = { map: "string" };
const metadata: Shape = { name: "ObjectMeta", fields: { name: "string", namespace: "string" } };
const specs: Shape = { list: fieldSpecShape };

/** The built-in plugins: the shape of the configuration and what is made of it, KE-130. */
const plugins: Readonly<Record<string, { fields: Readonly<Record<string, Shape>>; configure: Configure }>> = {
  AnnotationsTransformer: {
    fields: { annotations: texts, fieldSpecs: specs },
    configure: (config) => ({
      transform: (list) =>
        addTexts(list, (config["annotations"] ?? {}) as Record<string, string>, specsOf(config) ?? []),
    }),
  },
  LabelTransformer: {
    fields: { labels: texts, fieldSpecs: specs },
    configure: (config) => ({
      transform: (list) =>
        addTexts(list, (config["labels"] ?? {}) as Record<string, string>, specsOf(config) ?? []),
    }),
  },
  ConfigMapGenerator: {
    fields: { ...generatorFields, metadata },
    configure: (config, loader) => ({ generate: () => [generateConfigMap(generatorOf(config), loader)] }),
  },
  SecretGenerator: {
    fields: { ...generatorFields, type: "string", metadata },
    configure: (config, loader) => ({ generate: () => [generateSecret(generatorOf(config), loader)] }),
  },
  HelmChartInflationGenerator: {
    fields: { ...helmChartFields, ...helmGlobalsFields },
    configure: (config, loader, session) => ({
      generate: () =>
        inflateChart(config as HelmChartEntry, config as { chartHome?: string }, loader, session),
    }),
  },
  IAMPolicyGenerator: {
    fields: {
      cloud: "string",
      kubernetesService: { name: "KubernetesService", fields: { namespace: "string", name: "string" } },
      serviceAccount: { name: "ServiceAccount", fields: { name: "string", projectId: "string" } },
    },
    configure: (config) => ({ generate: () => [generateIamPolicy(config)] }),
  },
  HashTransformer: {
    fields: {},
    configure: () => ({
      transform: (list) => {
        for (const resource of list.all) {
          if (!resource.needsHash) continue;
          const hash = hashOf(resource);
          rememberId(list, resource);
          resource.setName(`${resource.name}-${hash}`);
        }
        list.touch();
      },
    }),
  },
  ImageTagTransformer: {
    fields: { imageTag: imageShape, fieldSpecs: specs },
    configure: (config, _loader, session) => ({
      transform: (list) =>
        setImages(list, (config["imageTag"] ?? {}) as ImageEntry, specsOf(config) ?? [], session),
    }),
  },
  NamespaceTransformer: {
    fields: { metadata, fieldSpecs: specs, unsetOnly: "boolean", setRoleBindingSubjects: "string" },
    configure: configureNamespace,
  },
  PatchJson6902Transformer: {
    fields: { target: selectorShape, path: "string", jsonOp: "string" },
    configure: (config, loader, session) => {
      const entry = { target: config["target"], path: config["path"], patch: config["jsonOp"] } as PatchEntry;
      const { operations, target } = readJson6902(entry, loader);
      return {
        transform: (list) => {
          for (const resource of selectResources(list, target, session))
            applyOperations(resource, operations);
          list.touchUnchecked();
        },
      };
    },
  },
  PatchStrategicMergeTransformer: {
    fields: { paths: { list: "string" }, patches: "string" },
    configure: (config, loader, session) => {
      const paths = (config["paths"] ?? []) as string[];
      const inline = (config["patches"] ?? "") as string;
      if (paths.length === 0 && inline === "") throw invalid("empty file path and empty patch content");
      const patches = [
        ...paths.flatMap((path) => readStrategicPatches(path, loader)),
        ...(inline === "" ? [] : readResources(inline)),
      ];
      if (patches.length === 0)
        throw invalid(`patch appears to be empty; files=[${paths.join(" ")}], Patch=${inline}`);
      return {
        transform: (list) => {
          for (const patch of patches) applyByIdentity(list, patch, session);
        },
      };
    },
  },
  PatchTransformer: {
    fields: (patchShape as { fields: Record<string, Shape> }).fields,
    configure: (config, loader, session) => {
      const patch = readPatch(config as PatchEntry, loader);
      return { transform: (list) => applyPatch(list, patch, session) };
    },
  },
  PrefixTransformer: {
    fields: { prefix: "string", fieldSpecs: specs },
    configure: (config) => {
      const where = requiredSpecs(config);
      return { transform: (list) => addAffix(list, { prefix: (config["prefix"] ?? "") as string }, where) };
    },
  },
  SuffixTransformer: {
    fields: { suffix: "string", fieldSpecs: specs },
    configure: (config) => {
      const where = requiredSpecs(config);
      return { transform: (list) => addAffix(list, { suffix: (config["suffix"] ?? "") as string }, where) };
    },
  },
  PrefixSuffixTransformer: {
    fields: { prefix: "string", suffix: "string", fieldSpecs: specs },
    configure: (config) => {
      const where = requiredSpecs(config);
      return {
        transform: (list) => {
          if (config["prefix"]) addAffix(list, { prefix: config["prefix"] as string }, where);
          if (config["suffix"]) addAffix(list, { suffix: config["suffix"] as string }, where);
        },
      };
    },
  },
  ReplicaCountTransformer: {
    fields: { replica: replicaShape, fieldSpecs: specs },
    configure: (config) => ({
      transform: (list) =>
        setReplicas(list, (config["replica"] ?? {}) as ReplicaEntry, specsOf(config) ?? []),
    }),
  },
  ReplacementTransformer: {
    fields: { replacements: { list: replacementShape } },
    configure: (config, loader, session) => {
      const entries = readReplacements((config["replacements"] ?? []) as ReplacementEntry[], loader);
      return { transform: (list) => applyReplacements(list, entries, session) };
    },
  },
  SortOrderTransformer: {
    fields: {
      sortOptions: {
        name: "SortOptions",
        fields: {
          order: "string",
          legacySortOptions: {
            name: "LegacySortOptions",
            fields: { orderFirst: { list: "string" }, orderLast: { list: "string" } },
          },
        },
      },
    },
    configure: (config) => ({
      transform: (list) => sortResources(list, (config["sortOptions"] ?? { order: "fifo" }) as SortOptions),
    }),
  },
  ValueAddTransformer: {
    fields: {
      value: "string",
      targets: {
        list: {
          name: "Target",
          fields: { selector: selectorShape, fieldPath: "string", filePathPosition: "integer" },
        },
      },
      targetFilePath: "string",
    },
    configure: (config, loader, session) => {
      const targets = readValueTargets(
        (config["targets"] ?? []) as ValueTarget[],
        config["targetFilePath"] as string | undefined,
        loader,
      );
      const given = ((config["value"] ?? "") as string).trim();
      const value = given === "" ? loader.directory.slice(loader.directory.lastIndexOf("/") + 1) : given;
      return { transform: (list) => addValue(list, value, targets, session) };
    },
  },
};

/**
 * Makes a plugin of its configuration. Only built-in ones run: a program, a Go plugin or a function in a container
 * is refused with KUSTOMIZE_PLUGIN_REFUSED.
 */
export function configurePlugin(resource: Resource, loader: Loader, session: Session): Plugin {
  const { kind } = resource;
  if (resource.apiVersion !== "builtin") {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_PLUGIN_REFUSED,
      `external plugins disabled; unable to load external plugin '${kind}'`,
      {
        object: { apiVersion: resource.apiVersion, kind, name: resource.name },
        hint: "programs and containers are never run in a build; use a built-in transformer (apiVersion: builtin)",
      },
    );
  }
  const plugin = Object.hasOwn(plugins, kind) ? plugins[kind] : undefined;
  if (plugin === undefined) throw invalid(`unable to load builtin ${kind}.builtin.[noGrp]`);
  try {
    const value = asJson(resource.node) as JsonValue;
    const config = decode(value, { name: kind, fields: plugin.fields }, { strict: false, coerce: true });
    return plugin.configure(config as Record<string, unknown>, loader, session, resource);
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    throw new SluiceError(cause.code, `plugin ${idText(resource.id)} fails configuration: ${cause.message}`, {
      object: { kind, name: resource.name },
      location: cause.location,
      fieldPath: cause.fieldPath,
      hint: cause.hint,
      cause,
    });
  }
}

function configureNamespace(config: Record<string, unknown>): Plugin {
  const subjects = (config["setRoleBindingSubjects"] || "defaultOnly") as SubjectMode;
  if (!["defaultOnly", "none", "allServiceAccounts"].includes(subjects)) {
    throw invalid(
      `invalid value ${JSON.stringify(subjects)} for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    );
  }
  const namespace = (config["metadata"] as { namespace?: string } | undefined)?.namespace ?? "";
  const unsetOnly = config["unsetOnly"] === true;
  return {
    transform: (list) => {
      if (namespace !== "")
        setNamespace(list, { namespace, specs: specsOf(config) ?? [], unsetOnly, subjects });
    },
  };
}

function generatorOf(config: Record<string, unknown>): GeneratorEntry {
  const own = config as GeneratorEntry & { metadata?: { name?: string; namespace?: string } };
  return {
    ...own,
    name: own.name || own.metadata?.name,
    namespace: own.namespace || own.metadata?.namespace,
  };
}

function specsOf(config: Record<string, unknown>): FieldSpec[] | undefined {
  return (config["fieldSpecs"] as Partial<FieldSpec>[] | undefined)?.map(completeSpec);
}

function requiredSpecs(config: Record<string, unknown>): FieldSpec[] {
  const found = specsOf(config);
  if (found === undefined) throw invalid("fieldSpecs is not expected to be nil");
  return found;
}

function invalid(message: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID, message);
}
