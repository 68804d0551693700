import { errorText, SluiceError } from "@sluice/base/errors";
import { parseYaml } from "@sluice/yaml";
import { readConfigurations } from "./configurations.ts";
import { configFromCrds } from "./crd-config.ts";
import { prefixed, withPrefix } from "./error-prefix.ts";
import { kustomizeErrors } from "./errors.ts";
import { expandSpecs, type FieldSpec, mergeSpecs } from "./field-spec.ts";
import { absorb } from "./generate/absorb.ts";
import { generateConfigMap, generateSecret, mergeGeneratorOptions } from "./generate/config-map.ts";
import { inflateChart } from "./generate/helm-chart.ts";
import {
  deprecationWarnings,
  isEmptyKustomization,
  type KustomizationFile,
  modernize,
  readKustomization,
  typeProblems,
  type VariableEntry,
} from "./kustomization-file.ts";
import { isFinal, type Loader } from "./loader.ts";
import { builtinSchema, customSchema } from "./merge-schema.ts";
import {
  addTransformation,
  builtinOrigin,
  type Origin,
  originAnnotation,
  originOf,
  pluginOrigin,
  writeOrigin,
} from "./origin.ts";
import { configurePlugin } from "./plugins.ts";
import { readResources } from "./read-resources.ts";
import { parseRepositoryUrl } from "./repository-url.ts";
import type { Resource } from "./resource.ts";
import { ResourceList } from "./resource-list.ts";
import { selectResources } from "./select.ts";
import type { Session } from "./session.ts";
import { setImages } from "./transform/images.ts";
import { addTexts } from "./transform/labels.ts";
import { addAffix } from "./transform/names.ts";
import { setNamespace } from "./transform/namespace.ts";
import {
  applyByIdentity,
  applyOperations,
  applyPatch,
  readJson6902,
  readPatch,
  readStrategicPatches,
} from "./transform/patches.ts";
import { applyReplacements, readReplacements } from "./transform/replacements.ts";
import { setReplicas } from "./transform/replicas.ts";
import { emptyConfig, mergeConfigs, type TransformerConfig } from "./transformer-config.ts";
import { assertUnchanged } from "./validate.ts";
import { registerVariables, type Variable } from "./variables.ts";

/** What a kustomization has gathered: resources, the configuration in force, variables. */
export interface Accumulator {
  resources: ResourceList;
  config: TransformerConfig;
  variables: readonly Variable[];
}

/** A step over all resources, and the origin it leaves in the list of transformations. */
interface Transformation {
  run(list: ResourceList): void;
  origin: Origin | undefined;
}

/** One kustomization: its file, its directory and what it inherits from the one that names it. */
export class Target {
  readonly file: KustomizationFile;
  private readonly fileName: string;
  private readonly loader: Loader;
  private readonly session: Session;
  /** The build metadata of the outermost kustomization. */
  private readonly buildMetadata: readonly string[];
  private readonly origin: Origin | undefined;
  private readonly helmNamespace: string;

  private constructor(
    session: Session,
    loader: Loader,
    inherited:
      | { buildMetadata: readonly string[]; origin: Origin | undefined; helmNamespace: string }
      | undefined,
  ) {
    this.session = session;
    this.loader = loader;
    const { name, text } = loader.kustomizationFile();
    const file = readKustomization(text, { file: loader.describe(name) });
    for (const warning of deprecationWarnings(file)) session.warnings.push(warning);
    if (isEmptyKustomization(file)) {
      throw new SluiceError(kustomizeErrors.KUSTOMIZE_FILE_INVALID, "kustomization.yaml is empty", {
        location: { path: loader.describe(name) },
        hint: "list resources, generators or components in it",
      });
    }
    this.file = modernize(file);
    const problems = typeProblems(this.file);
    if (problems.length > 0) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_FILE_INVALID,
        `Failed to read kustomization file under ${loader.describe("")}:\n${problems.join("\n")}`,
        { location: { path: loader.describe(name) } },
      );
    }
    this.fileName = name;
    this.buildMetadata = inherited?.buildMetadata ?? this.file.buildMetadata ?? [];
    this.origin =
      inherited === undefined ? (this.buildMetadata.length > 0 ? {} : undefined) : inherited.origin;
    this.helmNamespace = inherited?.helmNamespace ?? "";
    this.chooseSchema(inherited === undefined);
  }

  static outermost(session: Session, loader: Loader): Target {
    return new Target(session, loader, undefined);
  }

  /** Runs everything but what belongs to the outermost kustomization: hashes, references, variables, order. */
  accumulate(into: Accumulator = this.emptyAccumulator()): Accumulator {
    let gathered = prefixed("accumulating resources", () =>
      this.addResources(into, this.file.resources ?? []),
    );
    gathered.config = mergeConfigs(
      gathered.config,
      readConfigurations(this.loader, this.file.configurations ?? []),
    );
    gathered.config = mergeConfigs(gathered.config, configFromCrds(this.loader, this.file.crds ?? []));
    this.runGenerators(gathered);
    gathered = prefixed("accumulating components", () => this.addComponents(gathered));
    this.runTransformers(gathered);
    this.runValidators(gathered);
    gathered.variables = this.addVariables(gathered, this.file.vars ?? []);
    return gathered;
  }

  private emptyAccumulator(): Accumulator {
    return { resources: new ResourceList(this.session.schema.scopes), config: emptyConfig, variables: [] };
  }

  private chooseSchema(isOutermost: boolean): void {
    const { openapi } = this.file;
    const path = openapi?.["path"];
    // The file is read even when its schema does not count, as kustomize does.
    const text = path === undefined ? undefined : this.loader.text(path);
    if (this.session.schemaIsSet && !isOutermost) return;
    const version = openapi?.["version"];
    if (text !== undefined) {
      if (version !== undefined) {
        throw invalidFile("builtin version and custom schema provided, cannot use both", "openapi");
      }
      const document = prefixed("invalid schema file", () => parseYaml(text, { flavour: "v2", file: path }));
      this.session.schema = customSchema(
        document,
        this.session.options.extendSchema ? builtinSchema : undefined,
      );
      this.session.schemaIsSet = true;
    } else if (version !== undefined && version !== "") {
      if (version !== "v1.21.2" && version !== "v1212") {
        throw invalidFile("the specified OpenAPI version is not built in", "openapi.version");
      }
      this.session.schemaIsSet = true;
    }
  }

  // ---- resources ----

  private addResources(into: Accumulator, paths: readonly string[]): Accumulator {
    let gathered = into;
    for (const path of paths) {
      // A directory is what most entries are: the error of reading it as a file is made only where it is shown.
      const problem = this.loader.isDirectory(path)
        ? () => this.notAFile(path)
        : this.addFile(gathered, path);
      if (problem === undefined) continue;
      gathered = this.addOther(gathered, path, problem);
    }
    return gathered;
  }

  private notAFile(path: string): SluiceError {
    return withPrefix(this.loader.notAFile(path), `accumulating resources from '${path}'`);
  }

  /** Adds a directory or a repository, after reading the entry as a file has failed. */
  private addOther(into: Accumulator, path: string, problem: () => SluiceError): Accumulator {
    let inner: Loader;
    try {
      inner = this.loader.enter(path);
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      const first = problem();
      if (isMalformed(first)) throw first;
      throw withPrefix(cause, `accumulation err='${errorText(first)}'`);
    }
    try {
      return this.addDirectory(into, inner, path, false);
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      throw withPrefix(cause, `accumulation err='${errorText(problem())}'`);
    }
  }

  /** Adds the resources of a file; returns why not, when it is no such file. */
  private addFile(into: Accumulator, path: string): (() => SluiceError) | undefined {
    let resources: Resource[];
    try {
      resources = readResources(this.loader.text(path), path);
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      const problem = withPrefix(cause, `accumulating resources from '${path}'`);
      const isPlainUrl =
        problem.code === kustomizeErrors.KUSTOMIZE_REMOTE_REFUSED && parseRepositoryUrl(path) === undefined;
      if (isFinal(problem) || isPlainUrl) throw problem;
      return () => problem;
    }
    if (this.origin !== undefined) {
      const text = writeOrigin(originOf(this.origin, path));
      for (const resource of resources) resource.setAnnotation(originAnnotation, text);
    }
    try {
      into.resources.appendAll(resources);
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      throw withPrefix(cause, `merging resources from '${path}'`);
    }
    return undefined;
  }

  private addComponents(into: Accumulator): Accumulator {
    let gathered = into;
    for (const path of this.file.components ?? []) {
      let inner: Loader;
      try {
        inner = this.loader.enter(path);
      } catch (cause) {
        if (!(cause instanceof SluiceError)) throw cause;
        throw withPrefix(cause, "loader.New");
      }
      try {
        gathered = this.addDirectory(gathered, inner, path, true);
      } catch (cause) {
        if (!(cause instanceof SluiceError)) throw cause;
        throw withPrefix(cause, "accumulateDirectory");
      }
    }
    return gathered;
  }

  private addDirectory(into: Accumulator, loader: Loader, path: string, isComponent: boolean): Accumulator {
    const place = loader.describe("");
    const inner = prefixed(
      `couldn't make target for path '${place}'`,
      () =>
        new Target(this.session, loader, {
          buildMetadata: this.buildMetadata,
          origin: this.origin === undefined ? undefined : originOf(this.origin, path),
          helmNamespace: this.file.namespace || this.helmNamespace,
        }),
    );
    if (isComponent && inner.file.kind !== "Component") {
      throw invalidFile(`expected kind 'Component' for path '${place}' but got '${inner.file.kind}'`, "kind");
    }
    if (!isComponent && inner.file.kind === "Component") {
      throw invalidFile(`expected kind != 'Component' for path '${place}'`, "kind");
    }
    // A component works on what its parent has gathered; anything else on a set of its own.
    const gathered = prefixed(`recursed accumulation of path '${place}'`, () =>
      inner.accumulate(isComponent ? into : undefined),
    );
    if (isComponent) {
      prefixed(`recursed merging from path '${place}'`, () => gathered.resources.settle());
      return gathered;
    }
    return prefixed(`recursed merging from path '${place}'`, () => {
      into.resources.appendAll(gathered.resources.all);
      into.config = mergeConfigs(into.config, gathered.config);
      into.variables = uniteVariables(into.variables, gathered.variables);
      return into;
    });
  }

  // ---- generators ----

  private runGenerators(into: Accumulator): void {
    const { file, loader } = this;
    const add = (kind: string, resources: Resource[], origin?: Origin): void => {
      const from =
        origin ?? (this.origin === undefined ? undefined : builtinOrigin(this.origin, this.fileName, kind));
      prefixed("merging from generator", () => {
        for (const resource of resources) {
          if (from !== undefined && !resource.texts("annotations").has(originAnnotation)) {
            resource.setAnnotation(originAnnotation, writeOrigin(from));
          }
          absorb(into.resources, resource);
        }
      });
    };
    const options = file.generatorOptions;
    for (const entry of file.configMapGenerator ?? []) {
      const merged = { ...entry, options: mergeGeneratorOptions(entry.options, options) };
      add("ConfigMapGenerator", [generateConfigMap(merged, loader)]);
    }
    for (const entry of file.secretGenerator ?? []) {
      const merged = { ...entry, options: mergeGeneratorOptions(entry.options, options) };
      add("SecretGenerator", [generateSecret(merged, loader)]);
    }
    for (const chart of file.helmCharts ?? []) {
      const namespace = chart.namespace || file.namespace || this.helmNamespace;
      add(
        "HelmChartInflationGenerator",
        inflateChart({ ...chart, namespace }, file.helmGlobals ?? {}, loader, this.session),
      );
    }
    for (const config of this.loadPlugins(file.generators ?? [], "configuring external generator")) {
      const plugin = configurePlugin(config, loader, this.session);
      if (plugin.generate === undefined) {
        throw invalidFile(`failed to load generator: plugin ${config.kind} not a generator`, "generators");
      }
      const generated = plugin.generate();
      const origin = pluginOrigin(config);
      add(config.kind, generated, origin);
    }
  }

  /** The configurations of plugins: inline YAML, files, or kustomizations that build them. */
  private loadPlugins(entries: readonly string[], purpose: string): readonly Resource[] {
    if (entries.length === 0) return [];
    const gathered = this.emptyAccumulator();
    const paths: string[] = [];
    for (const entry of entries) {
      let inline: Resource[];
      try {
        inline = readResources(entry);
      } catch (cause) {
        if (!(cause instanceof SluiceError)) throw cause;
        paths.push(entry);
        continue;
      }
      if (this.origin !== undefined) {
        const text = writeOrigin(originOf(this.origin, this.fileName));
        for (const resource of inline) resource.setAnnotation(originAnnotation, text);
      }
      prefixed(purpose, () => gathered.resources.appendAll(inline));
    }
    return this.addResources(gathered, paths).resources.all;
  }

  // ---- transformers ----

  private runTransformers(into: Accumulator): void {
    const steps = [
      ...this.builtinTransformations(into.config),
      ...this.pluginTransformations(this.file.transformers ?? []),
    ];
    for (const step of steps) {
      step.run(into.resources);
      if (step.origin !== undefined) addTransformation(into.resources, step.origin);
      into.resources.dropEmpty();
    }
  }

  private builtinTransformations(config: TransformerConfig): Transformation[] {
    const { file, loader, session } = this;
    const steps: Transformation[] = [];
    const add = (kind: string, run: (list: ResourceList) => void): void => {
      steps.push({
        run,
        origin: this.origin === undefined ? undefined : builtinOrigin(this.origin, this.fileName, kind),
      });
    };
    if ((file.patchesStrategicMerge ?? []).length > 0) {
      const patches = (file.patchesStrategicMerge ?? []).flatMap((entry) =>
        readStrategicPatches(entry, loader),
      );
      if (patches.length === 0) throw invalidFile("patch appears to be empty", "patchesStrategicMerge");
      add("PatchStrategicMergeTransformer", (list) => {
        for (const patch of patches) applyByIdentity(list, patch, session);
      });
    }
    for (const entry of file.patches ?? []) {
      const patch = readPatch(entry, loader);
      add("PatchTransformer", (list) => applyPatch(list, patch, session));
    }
    if (file.namespace) {
      const namespace = file.namespace;
      add("NamespaceTransformer", (list) =>
        setNamespace(list, { namespace, specs: config.namespace, unsetOnly: false, subjects: "defaultOnly" }),
      );
    }
    if (file.namePrefix) {
      const prefix = file.namePrefix;
      add("PrefixTransformer", (list) => addAffix(list, { prefix }, config.namePrefix));
    }
    if (file.nameSuffix) {
      const suffix = file.nameSuffix;
      add("SuffixTransformer", (list) => addAffix(list, { suffix }, config.nameSuffix));
    }
    this.addLabelSteps(config, add);
    const annotations = file.commonAnnotations ?? {};
    if (Object.keys(annotations).length > 0) {
      add("AnnotationsTransformer", (list) => addTexts(list, annotations, config.commonAnnotations));
    }
    for (const entry of file.patchesJson6902 ?? []) {
      const { operations, target } = readJson6902(entry, loader);
      add("PatchJson6902Transformer", (list) => {
        for (const resource of selectResources(list, target, session)) applyOperations(resource, operations);
        list.touchUnchecked();
      });
    }
    for (const replica of file.replicas ?? []) {
      add("ReplicaCountTransformer", (list) => setReplicas(list, replica, config.replicas));
    }
    for (const image of file.images ?? []) {
      add("ImageTagTransformer", (list) => setImages(list, image, config.images, session));
    }
    if ((file.replacements ?? []).length > 0) {
      const replacements = readReplacements(file.replacements ?? [], loader);
      add("ReplacementTransformer", (list) => applyReplacements(list, replacements, session));
    }
    return steps;
  }

  private addLabelSteps(
    config: TransformerConfig,
    add: (kind: string, run: (list: ResourceList) => void) => void,
  ): void {
    const { labels = [], commonLabels = {} } = this.file;
    if (labels.length === 0 && Object.keys(commonLabels).length === 0) return;
    for (const label of labels) {
      const own = (label.fields ?? []).map(
        (spec): FieldSpec => ({ ...spec, path: spec.path ?? "", create: spec.create === true }),
      );
      let specs = mergeSpecs(own, config.labels);
      if (label.includeSelectors) specs = mergeSpecs(specs, config.commonLabels);
      else {
        if (label.includeTemplates) specs = mergeSpecs(specs, config.templateLabels);
        specs = mergeSpecs(specs, metadataLabels);
      }
      add("LabelTransformer", (list) => addTexts(list, label.pairs ?? {}, specs));
    }
    // kustomize runs this one whenever there are labels of either kind, and notes it as a transformation.
    add("LabelTransformer", (list) => addTexts(list, commonLabels, config.commonLabels));
  }

  private pluginTransformations(entries: readonly string[]): Transformation[] {
    return this.loadPlugins(entries, "configuring external transformer").map((config) => {
      const plugin = configurePlugin(config, this.loader, this.session);
      const { transform } = plugin;
      if (transform === undefined)
        throw invalidFile(`plugin ${config.kind} not a transformer`, "transformers");
      return { run: transform, origin: pluginOrigin(config) };
    });
  }

  private runValidators(into: Accumulator): void {
    for (const step of this.pluginTransformations(this.file.validators ?? [])) {
      assertUnchanged(into.resources, step.run);
    }
  }

  private addVariables(into: Accumulator, entries: readonly VariableEntry[]): readonly Variable[] {
    if (entries.length === 0) return into.variables;
    return prefixed("merging vars", () =>
      uniteVariables(into.variables, registerVariables(into.resources, entries)),
    );
  }
}

const metadataLabels = expandSpecs([["metadata/labels", true, "*"]]);

function uniteVariables(known: readonly Variable[], added: readonly Variable[]): readonly Variable[] {
  const names = new Set(known.map(({ name }) => name));
  for (const { name } of added) {
    if (names.has(name)) {
      throw new SluiceError(kustomizeErrors.KUSTOMIZE_VARIABLE_INVALID, `var '${name}' already encountered`, {
        fieldPath: "vars",
      });
    }
    names.add(name);
  }
  return [...known, ...added];
}

function isMalformed(error: SluiceError): boolean {
  return error.message.includes("MalformedYAMLError");
}

function invalidFile(message: string, fieldPath: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_FILE_INVALID, message, { fieldPath });
}
