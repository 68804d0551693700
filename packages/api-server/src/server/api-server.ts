import { join } from "node:path";
import type { PeerCertificate } from "node:tls";
import { type Logger, silentLogger } from "@sluice/base/log";
import { getPath, type JsonValue, type KubeObject } from "@sluice/base/object";
import { admissionWebhooks, validatingPolicies } from "../admission/index.ts";
import {
  Authenticator,
  anonymousUser,
  type Credentials,
  issueCertificate,
  type KubeconfigOptions,
  loadCredentials,
  ServiceAccountTokens,
  writeKubeconfig,
} from "../authentication/index.ts";
import {
  createBootstrapPolicy,
  createReviews,
  escalationGuard,
  impersonate,
  RbacAuthorizer,
  RoleAggregator,
} from "../authorization/index.ts";
import { builtinGroupOrder, builtinResources, ServiceAddresses } from "../builtin/index.ts";
import { CustomResourceController, validateDefinition } from "../crd/index.ts";
import { DiscoveryDocuments } from "../discovery/index.ts";
import { GarbageCollector } from "../garbage-collection/index.ts";
import { NamespaceController, namespaceAdmission } from "../namespace/index.ts";
import { OpenApiDocuments } from "../openapi/index.ts";
import {
  createObjectStore,
  type ObjectStore,
  Registry,
  systemUser,
  type UserInfo,
} from "../registry/index.ts";
import { type ResourceDefinition, ResourceTable } from "../resource/index.ts";
import { tooManyRequests } from "../status/index.ts";
import {
  createMemoryBackend,
  ObjectStorage,
  openLmdbBackend,
  type StorageBackend,
} from "../storage/index.ts";
import { markInProcess } from "../wire/read-body.ts";
import { startWorkloads, type WorkloadOptions, type Workloads } from "../workload/index.ts";
import { createAuthorizeRequest } from "./authorize-request.ts";
import { createBootstrapNamespaces } from "./bootstrap-objects.ts";
import { createRequestHandler } from "./handle-request.ts";
import { type Listening, type ListenOptions, listen } from "./listen.ts";
import { respondError } from "./respond.ts";
import { createPathHandlers } from "./server-paths.ts";
import { createSubresources } from "./subresources.ts";
import type { WatchStream } from "./watch-response.ts";

/** How to start a server. */
export interface ApiServerOptions {
  /** Folder for objects and credentials, made when missing; everything stays in memory when absent. */
  folder?: string;
  /** Where objects are kept instead of `folder`. */
  storage?: StorageBackend;
  /** The time of creations, ages and certificates; the system clock when absent. */
  now?: () => Date;
  log?: Logger;
  /** How workloads are simulated; false leaves them alone. */
  workloads?: WorkloadOptions | false;
  /** Requests over the network that may run at one time, watches aside; 600 when absent. */
  maxRequestsInFlight?: number;
}

/** A running Kubernetes API. */
export interface ApiServer {
  /**
   * Answers a request in process. Whoever holds this function is trusted: a request without credentials acts as
   * `system:masters`. Any host in the URL will do.
   */
  fetch(request: Request): Promise<Response>;
  /** Serves HTTPS, or HTTP with `tls: false`. Clients need credentials there. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** A kubeconfig for a listener's URL. */
  kubeconfig(options: KubeconfigOptions): string;
  /** The objects as in-process controllers see them. */
  readonly objects: ObjectStore;
  /** Resolves when the simulated workloads have nothing to do at this moment. */
  idle(): Promise<void>;
  /** Forgets the history of changes; watches of earlier revisions get 410. */
  compact(): void;
  /** Ends watches and listeners, then closes the storage. */
  close(): Promise<void>;
}

/** Creates a server; with a folder it begins with what was stored there. Throws API_STORAGE_FAILED, API_STORAGE_CORRUPT. */
export async function createApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const now = options.now ?? (() => new Date());
  const { folder } = options;
  const credentials = loadCredentials(folder, now());
  const backend =
    options.storage ??
    (folder === undefined ? createMemoryBackend() : openLmdbBackend(join(folder, "objects")));
  let storage: ObjectStorage | undefined;
  try {
    storage = new ObjectStorage(backend, (error) =>
      (options.log ?? silentLogger).error(error, "a change could not be followed"),
    );
    return await startServer(options, now, credentials, storage);
  } catch (error) {
    // Controllers that have started already meet a closed store, as they do after a failed commit.
    await backend.close();
    throw storage?.failure ?? error;
  }
}

async function startServer(
  options: ApiServerOptions,
  now: () => Date,
  credentials: Credentials,
  storage: ObjectStorage,
): Promise<ApiServer> {
  const log = options.log ?? silentLogger;
  const addresses = new ServiceAddresses();
  const resources = new ResourceTable();
  for (const definition of builtinResources(addresses)) resources.add(withDefinitionRules(definition));
  const registry = new Registry({ storage, resources, now });
  const discovery = new DiscoveryDocuments(resources, builtinGroupOrder);
  const openApi = new OpenApiDocuments(resources);
  const tokens = new ServiceAccountTokens(credentials.tokenKey);
  const authenticator = new Authenticator(credentials, tokens, registry);
  const authorizer = new RbacAuthorizer(registry);
  for (const [collection, review] of createReviews(authorizer, authenticator))
    registry.reviews.set(collection, review);

  const openWatches = new Set<WatchStream>();
  new CustomResourceController(registry, log, (collection) => {
    for (const watch of [...openWatches]) if (watch.collection === collection) watch.end();
  }).start();
  registry.admission.add(namespaceAdmission(registry));
  registry.admission.add(admissionWebhooks(registry));
  registry.admission.add(escalationGuard(authorizer));
  registry.admission.add(validatingPolicies(registry));
  await createBootstrapNamespaces(registry);
  await createBootstrapPolicy(registry);
  await new RoleAggregator(registry, log).start();
  const namespaces = new NamespaceController(registry, log);
  namespaces.start();
  const garbageCollector = new GarbageCollector(registry, log);
  garbageCollector.start();
  const objects = createObjectStore(registry, log);
  const workloads = await simulate(options, objects, addresses, credentials, log);

  const handle = createRequestHandler({
    registry,
    log,
    subresources: createSubresources(tokens),
    paths: createPathHandlers(discovery, openApi, storage),
    authorize: createAuthorizeRequest(authorizer),
    impersonate: (user, request) => impersonate(authorizer, user, request),
    openWatches,
  });
  const answerAs = async (
    request: Request,
    certificate: PeerCertificate | undefined,
    fallback: UserInfo,
  ): Promise<Response> => {
    try {
      return await handle(request, authenticator.authenticate(request, certificate, fallback));
    } catch (error) {
      return respondError(error);
    }
  };
  const limited = limitInFlight(options.maxRequestsInFlight ?? 600, (request, certificate) =>
    answerAs(request, certificate, anonymousUser),
  );
  const listeners = new Set<Listening>();
  let closing: Promise<void> | undefined;
  return {
    fetch(request) {
      markInProcess(request);
      return answerAs(request, undefined, systemUser);
    },
    async listen(listenOptions = {}) {
      const hosts = [
        "localhost",
        "127.0.0.1",
        "::1",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        ...hostsOf(listenOptions),
      ];
      const tls =
        listenOptions.tls === false
          ? undefined
          : {
              server: issueCertificate(
                credentials.authority,
                { commonName: "kube-apiserver" },
                { usage: "server", hosts: [...new Set(hosts)], now: now(), validDays: 365 },
              ),
              authority: credentials.authority.certificate,
            };
      const listening = await listen(limited, listenOptions, tls);
      listeners.add(listening);
      return listening;
    },
    kubeconfig: (kubeconfigOptions) => writeKubeconfig(credentials, kubeconfigOptions, now()),
    objects,
    idle: async () => workloads?.idle(),
    compact: () => storage.compact(),
    close() {
      closing ??= (async () => {
        namespaces.stop();
        garbageCollector.stop();
        await workloads?.stop();
        for (const watch of [...openWatches]) watch.end();
        await Promise.all([...listeners].map((listening) => listening.close()));
        await storage.close();
      })();
      return closing;
    },
  };
}

/** The rules of CustomResourceDefinitions need the schema and expression engines, which the table has not. */
function withDefinitionRules(definition: ResourceDefinition): ResourceDefinition {
  if (definition.group !== "apiextensions.k8s.io" || definition.kind !== "CustomResourceDefinition")
    return definition;
  const { validate, warnings } = definition;
  definition.warnings = (object, old) => [...(warnings?.(object, old) ?? []), ...conversionWarnings(object)];
  definition.validate = (object, old) => [
    ...(validate?.(object, old) ?? []),
    ...validateDefinition(object, old),
  ];
  return definition;
}

/** Nothing runs behind a conversion webhook; versions are taken to differ in `apiVersion` only. */
function conversionWarnings(object: KubeObject): string[] {
  const conversion = getPath(object as unknown as JsonValue, "spec", "conversion", "strategy");
  return conversion === "Webhook"
    ? [
        `spec.conversion: the webhook of ${object.metadata.name} is not called; its versions are converted as with strategy None`,
      ]
    : [];
}

function hostsOf({ host, hosts = [] }: ListenOptions): string[] {
  const isWildcard = host === undefined || host === "0.0.0.0" || host === "::";
  return isWildcard ? [...hosts] : [host, ...hosts];
}

async function simulate(
  options: ApiServerOptions,
  objects: ObjectStore,
  addresses: ServiceAddresses,
  credentials: Credentials,
  log: Logger,
): Promise<Workloads | undefined> {
  if (options.workloads === false) return undefined;
  const rootCertificate = credentials.authority.certificate;
  return startWorkloads(objects, { addresses, rootCertificate, log, ...options.workloads });
}

type Answer = (request: Request, certificate: PeerCertificate | undefined) => Promise<Response>;

/** Refuses requests with 429 while too many run; watches do not count, for they are meant to last. */
function limitInFlight(limit: number, answer: Answer): Answer {
  let inFlight = 0;
  return async (request, certificate) => {
    if (/[?&]watch=(?:true|1)/.test(request.url)) return answer(request, certificate);
    if (inFlight >= limit) {
      return respondError(
        tooManyRequests(
          "The apiserver has received too many concurrent requests, please try again later.",
          1,
        ),
      );
    }
    inFlight++;
    try {
      return await answer(request, certificate);
    } finally {
      inFlight--;
    }
  };
}
