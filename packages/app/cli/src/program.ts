import { Command, Option } from "commander";
import type { EventsFlags } from "./command/events.ts";
import type { GetFlags } from "./command/get.ts";
import type { TreeFlags } from "./command/tree.ts";
import type { CommandContext, GlobalFlags } from "./context.ts";

/** Makes the context of a command from its global flags. */
export type ContextOf = (flags: GlobalFlags) => CommandContext | Promise<CommandContext>;

/**
 * The command tree. Commands are imported when they run, so that each start loads only what it needs; kinds are
 * named here by the words that users type.
 */
export function createProgram(contextOf: ContextOf, version: string): Command {
  const program = new Command("sluice")
    .description(
      "GitOps for Kubernetes: keeps clusters in the state that Git, OCI, Helm and S3 sources declare.",
    )
    .helpCommand(true)
    .showHelpAfterError("(run with --help for usage)")
    .addHelpText("after", "\n`sluice --version` prints the version.")
    .configureHelp({ showGlobalOptions: true })
    .option(
      "--kubeconfig <file>",
      "kubeconfig to use (default: $KUBECONFIG, then ~/.kube/config); with up and api-server: where to write one",
    )
    .option("--context <name>", "context of the kubeconfig to use")
    .option("--server <url>", "address of the API server, instead of a kubeconfig")
    .option("--token <token>", "bearer token for the API server")
    .option("--as <user>", "user to impersonate")
    .option("--insecure-skip-tls-verify", "do not check the API server's certificate")
    .option("-n, --namespace <name>", "namespace to work in (default: flux-system)")
    .option("--timeout <duration>", "how long to wait for an operation", "5m0s");
  const run = async (command: Command, action: (context: CommandContext) => Promise<void>): Promise<void> =>
    action(await contextOf(command.optsWithGlobals<GlobalFlags>()));
  addRunning(program, run);
  addGet(program, run);
  addReconcile(program, run);
  addSuspension(program, run);
  addInspection(program, run);
  addKustomize(program, run);
  addHelm(program, run);
  addVersion(program, run, version);
  return program;
}

type Run = (command: Command, action: (context: CommandContext) => Promise<void>) => Promise<void>;

function addRunning(program: Command, run: Run): void {
  program
    .command("up")
    .description(
      "Start everything in this process: an embedded Kubernetes API, all controllers, and a repository.",
    )
    .option(
      "--git <url|dir>",
      "repository to follow: a URL, a local repository (its commits) or a directory (its files)",
    )
    .option("--branch <name>", "branch to follow (default: the repository's own)")
    .option("--path <path>", "directory of the repository to apply", "./")
    .option("--interval <duration>", "how often to look at a remote repository", "1m0s")
    .option("--data <dir>", "where to keep the state of the cluster (default: in memory)")
    .option("--listen <address>", "address of the Kubernetes API", "127.0.0.1:0")
    .addOption(
      new Option("--log-level <level>", "what to log")
        .choices(["trace", "debug", "info", "error"])
        .default("info"),
    )
    .action((_options, command: Command) =>
      run(command, async (context) => (await import("./command/up.ts")).up(context, command.opts())),
    );
  const server = program.command("api-server").description("Start the embedded Kubernetes API alone.");
  server
    .command("snapshot <file>")
    .description("Write all objects of a stopped server to a file.")
    .action((file: string, _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/snapshot.ts")).snapshot(context, file, command.optsWithGlobals()),
      ),
    );
  server
    .command("restore <file>")
    .description("Make a data directory from a snapshot.")
    .action((file: string, _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/snapshot.ts")).restore(context, file, command.optsWithGlobals()),
      ),
    );
  server
    .option("--listen <address>", "address to listen on", "127.0.0.1:0")
    .option("--data <dir>", "where to keep the objects", ".sluice")
    .option("--memory", "keep the objects in memory only")
    .action((_options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/api-server.ts")).apiServer(context, command.opts()),
      ),
    );
  program
    .command("demo")
    .description("Show the loop: a repository, ten applications in three layers, a commit, drift, a removal.")
    .option("--keep", "leave everything running at the end")
    .option("--data <dir>", "where to keep the state of the cluster (default: in memory)")
    .action((_options, command: Command) =>
      run(command, async (context) => (await import("./command/demo.ts")).demo(context, command.opts())),
    );
}

function addGet(program: Command, run: Run): void {
  const get = program.command("get").description("Show toolkit objects and their state.");
  const withFlags = (command: Command): Command =>
    command
      .option("-A, --all-namespaces", "of all namespaces")
      .option("--no-header", "without the header")
      .option("-w, --watch", "go on with changes, until --timeout")
      .option(
        "--status-selector <type=status>",
        "only objects whose condition has (=) or has not (!=) this status",
      )
      .option("-l, --label-selector <selector>", "only objects with these labels");
  const one = (
    parent: Command,
    name: string,
    aliases: string[],
    kind: "gitRepositoryCli" | "kustomizationCli",
  ): Command =>
    withFlags(parent.command(`${name} [name]`).aliases(aliases)).action(
      (objectName: string | undefined, _options, command: Command) =>
        run(command, async (context) => {
          const [{ getKind }, kinds] = await Promise.all([import("./command/get.ts"), import("./kinds.ts")]);
          await getKind(context, kinds[kind], objectName, command.opts<GetFlags>());
        }),
    );
  const all = (parent: Command, scope: "all" | "sources"): void => {
    withFlags(
      parent.command("all").description(`Show ${scope === "all" ? "everything" : "all sources"}.`),
    ).action((_options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/get.ts")).getAll(context, scope, command.opts<GetFlags>()),
      ),
    );
  };
  all(get, "all");
  one(get, "kustomizations", ["kustomization", "ks"], "kustomizationCli")
    .description("Show Kustomizations.")
    .option("--show-source", "show the source of each");
  const sources = get.command("sources").alias("source").description("Show sources.");
  all(sources, "sources");
  one(sources, "git", [], "gitRepositoryCli").description("Show GitRepositories.");
}

function addReconcile(program: Command, run: Run): void {
  const reconcile = program
    .command("reconcile")
    .description("Reconcile an object now, and wait for the result.");
  reconcile
    .command("kustomization [name]")
    .alias("ks")
    .description("Reconcile a Kustomization.")
    .option("--with-source", "reconcile its source first")
    .action((name: string | undefined, _options, command: Command) =>
      run(command, async (context) => {
        const [command_, kinds] = await Promise.all([import("./command/reconcile.ts"), import("./kinds.ts")]);
        await command_.reconcile(context, kinds.kustomizationCli, name, command.opts());
      }),
    );
  reconcile
    .command("source")
    .description("Reconcile a source.")
    .command("git [name]")
    .description("Reconcile a GitRepository.")
    .action((name: string | undefined, _options, command: Command) =>
      run(command, async (context) => {
        const [command_, kinds] = await Promise.all([import("./command/reconcile.ts"), import("./kinds.ts")]);
        await command_.reconcile(context, kinds.gitRepositoryCli, name, {});
      }),
    );
}

function addSuspension(program: Command, run: Run): void {
  for (const verb of ["suspend", "resume"] as const) {
    const parent = program
      .command(verb)
      .description(`${verb === "suspend" ? "Stop" : "Go on with"} reconciling objects.`);
    const one = (command: Command, kind: "gitRepositoryCli" | "kustomizationCli"): void => {
      command.option("--all", "all objects in the namespace");
      if (verb === "resume")
        command
          .option("--wait", "wait until they are ready (default when one is named)")
          .option("--no-wait", "do not wait");
      command.action((names: string[], _options, self: Command) =>
        run(self, async (context) => {
          const [module, kinds] = await Promise.all([import("./command/suspend.ts"), import("./kinds.ts")]);
          await module[verb](context, kinds[kind], names, self.opts());
        }),
      );
    };
    one(
      parent.command("kustomization [names...]").alias("ks").description("Kustomizations."),
      "kustomizationCli",
    );
    one(
      parent
        .command("source")
        .description("Sources.")
        .command("git [names...]")
        .description("GitRepositories."),
      "gitRepositoryCli",
    );
  }
}

function addInspection(program: Command, run: Run): void {
  program
    .command("tree")
    .description("Show what an object has applied, as a tree.")
    .command("kustomization [name]")
    .alias("ks")
    .description("Show the objects of a Kustomization, and of those it applies.")
    .option("--compact", "toolkit objects only")
    .option("-o, --output <format>", "json or yaml")
    .action((name: string | undefined, _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/tree.ts")).treeKustomization(context, name, command.opts<TreeFlags>()),
      ),
    );
  program
    .command("events")
    .description("Show the events of toolkit objects.")
    .option("-A, --all-namespaces", "of all namespaces")
    .option("--for <kind/name>", "of one object and its source, or of one kind")
    .option("--types <types>", "Normal, Warning or both, separated by a comma")
    .option("-w, --watch", "go on with new ones, until --timeout")
    .action((_options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/events.ts")).events(context, command.opts<EventsFlags>()),
      ),
    );
  program
    .command("crds")
    .description("Print the CustomResourceDefinitions of all kinds.")
    .action((_options, command: Command) =>
      run(command, async (context) => (await import("./command/crds.ts")).crds(context)),
    );
}

function addKustomize(program: Command, run: Run): void {
  program
    .command("kustomize")
    .description("Work with kustomizations, without a cluster.")
    .command("build [dir]")
    .description("Print the objects of a kustomization; a drop-in for `kustomize build`.")
    .addOption(
      new Option(
        "--load-restrictor <mode>",
        "whether files outside of the kustomization's directory may be read",
      )
        .choices(["LoadRestrictionsRootOnly", "LoadRestrictionsNone"])
        .default("LoadRestrictionsRootOnly"),
    )
    .option("--enable-helm", "render helmCharts, from charts that lie in chartHome")
    .option("--as-current-user", "accepted for scripts; functions in containers are never run")
    .option("-o, --output <path>", "write to this file, or one file an object to this directory")
    .action((directory: string | undefined, _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/kustomize-build.ts")).kustomizeBuild(
          context,
          directory ?? ".",
          command.opts(),
        ),
      ),
    );
}

function addHelm(program: Command, run: Run): void {
  const helm = program
    .command("helm")
    .description("Work with Helm charts on this machine, without a cluster.");
  const collect = (value: string, previous: string[] = []): string[] => [...previous, value];
  const list = (value: string, previous: string[] = []): string[] => [...previous, ...value.split(",")];
  const withValues = (command: Command): Command =>
    command
      .option("-f, --values <file>", "file of values; may be repeated, later ones win", list)
      .option("--set <key=value>", "set values; may be repeated", collect)
      .option("--set-string <key=value>", "set values as texts", collect)
      .option("--set-json <json>", "set values as JSON: an object, or key=json", collect)
      .option("--set-file <key=path>", "set values to the texts of files", collect)
      .option("--set-literal <key=value>", "set a value to a text taken as it is", collect)
      .option("--skip-schema-validation", "do not check values against the chart's schema");
  withValues(helm.command("template <name-or-chart> [chart]"))
    .description("Print what a chart renders to; a drop-in for `helm template`.")
    .option("--include-crds", "print the CRDs of the chart too")
    .option("--kube-version <version>", "Kubernetes version that templates see")
    .option("-a, --api-versions <versions>", "API versions that templates see", list)
    .option("-s, --show-only <template>", "only the manifests of this template; may be repeated", list)
    .option("--skip-tests", "leave tests out")
    .option("--no-hooks", "leave hooks out")
    .option("--is-upgrade", "render as for an upgrade")
    .option("--name-template <template>", "template for the name of the release")
    .option("--output-dir <dir>", "write files to this directory instead of printing")
    .option("--release-name", "put the files into a folder named after the release")
    .option("--validate", "refused: there is no cluster to validate against")
    .action((first: string, second: string | undefined, _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/helm.ts")).helmTemplate(
          context,
          second === undefined ? [first] : [first, second],
          command.opts(),
        ),
      ),
    );
  const show = helm.command("show").description("Print a part of a chart.");
  for (const part of ["all", "chart", "values", "readme", "crds"] as const) {
    show
      .command(`${part} <chart>`)
      .description(part === "all" ? "Everything." : `Its ${part}.`)
      .action((path: string, _options, command: Command) =>
        run(command, async (context) => (await import("./command/helm.ts")).helmShow(context, part, path)),
      );
  }
  withValues(helm.command("lint [paths...]"))
    .description("Examine charts for mistakes.")
    .option("--strict", "warnings count as errors")
    .option("--quiet", "print warnings and errors only")
    .option("--kube-version <version>", "Kubernetes version that templates see")
    .action((paths: string[], _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/helm.ts")).helmLint(context, paths, command.opts()),
      ),
    );
  helm
    .command("package [charts...]")
    .description("Pack chart directories into archives.")
    .option("-d, --destination <dir>", "where to write them", ".")
    .option("--version <version>", "version to give the chart")
    .option("--app-version <version>", "appVersion to give the chart")
    .action((paths: string[], _options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/helm.ts")).helmPackage(context, paths, command.opts()),
      ),
    );
}

function addVersion(program: Command, run: Run, version: string): void {
  program
    .command("version")
    .description("Print the version of this program and of the API server.")
    .option("--client", "of this program only")
    .option("-o, --output <format>", "json or yaml", "yaml")
    .action((_options, command: Command) =>
      run(command, async (context) =>
        (await import("./command/version.ts")).printVersion(context, version, command.opts()),
      ),
    );
}
