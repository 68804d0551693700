import { isJsonObject, type JsonObject, type KubeObject } from "@sluice/base/object";
import { ServiceAddresses } from "../builtin/index.ts";
import { isStatusError } from "../status/index.ts";
import { fnv32, nameSuffix } from "./names.ts";
import { isReady, printAddress } from "./pod/index.ts";
import { controlledBy, controllerOf, type SimulatedController, type Simulation } from "./simulation.ts";
import type { Pod, Service } from "./types.ts";

const component = "endpointslice-controller";
const serviceNameLabel = "kubernetes.io/service-name";
const firstBalancerAddress = (198 << 24) | (18 << 16);
const balancerAddresses = 1 << 17;
const podsPerSlice = 1_000;

/** Gives Services their EndpointSlices and Endpoints from the Pods they select, and balancers an address. */
export function createServiceController(
  addresses: ServiceAddresses = new ServiceAddresses(),
): SimulatedController {
  const bySelector = new SelectorIndex();
  return {
    component,
    watches: {
      services(event, simulation) {
        const { namespace = "", name = "" } = event.object.metadata;
        if (event.type === "DELETED") {
          addresses.release(event.object);
          bySelector.remove(event.object);
        } else {
          addresses.remember(event.object);
          bySelector.put(event.object as Service);
        }
        simulation.enqueue("service", namespace, name);
      },
      pods(event, simulation) {
        const { namespace = "", labels = {} } = event.object.metadata;
        if (event.previous !== undefined && !areEndpointsTouched(event.previous, event.object)) return;
        for (const name of bySelector.matching(namespace, labels))
          simulation.enqueue("service", namespace, name);
        const before = event.previous?.metadata.labels;
        if (before === undefined) return;
        for (const name of bySelector.matching(namespace, before))
          simulation.enqueue("service", namespace, name);
      },
      endpointslices(event, simulation) {
        const name = event.object.metadata.labels?.[serviceNameLabel];
        if (event.type === "DELETED" && name !== undefined) {
          simulation.enqueue("service", event.object.metadata.namespace ?? "", name);
        }
      },
      endpoints(event, simulation) {
        const { namespace = "", name = "" } = event.object.metadata;
        if (event.type === "DELETED") simulation.enqueue("service", namespace, name);
      },
    },
    async reconcile(simulation, namespace, name) {
      const service = simulation.objects("services").get(namespace, name) as Readonly<Service> | undefined;
      if (service === undefined) return dropEndpoints(simulation, namespace, name);
      if (service.metadata.deletionTimestamp !== undefined) return;
      if (service.spec.type === "LoadBalancer") await giveBalancerAddress(simulation, service);
      const { selector } = service.spec;
      if (
        service.spec.type === "ExternalName" ||
        selector === undefined ||
        Object.keys(selector).length === 0
      )
        return;
      const pods = simulation
        .objects("pods")
        .withLabels(namespace, selector)
        .filter(hasAddress)
        .sort((a, b) => ((a.metadata.name ?? "") < (b.metadata.name ?? "") ? -1 : 1))
        .slice(0, podsPerSlice) as Readonly<Pod>[];
      await writeSlice(simulation, service, pods);
      await writeEndpoints(simulation, service, pods);
    },
  };
}

/** Services by one pair of their selectors, so that a Pod finds its Services without looking at all of them. */
class SelectorIndex {
  readonly #byPair = new Map<string, Map<string, Record<string, string>>>();
  readonly #pairs = new Map<string, string>();

  put(service: Readonly<Service>): void {
    this.remove(service);
    const { namespace = "", name = "" } = service.metadata;
    const selector = service.spec.selector ?? {};
    const [first] = Object.entries(selector);
    if (first === undefined) return;
    const pair = `${namespace}/${first[0]}=${first[1]}`;
    this.#pairs.set(`${namespace}/${name}`, pair);
    const services = this.#byPair.get(pair) ?? new Map<string, Record<string, string>>();
    services.set(name, selector);
    this.#byPair.set(pair, services);
  }

  remove(service: Readonly<KubeObject>): void {
    const { namespace = "", name = "" } = service.metadata;
    const pair = this.#pairs.get(`${namespace}/${name}`);
    if (pair === undefined) return;
    this.#pairs.delete(`${namespace}/${name}`);
    const services = this.#byPair.get(pair);
    services?.delete(name);
    if (services?.size === 0) this.#byPair.delete(pair);
  }

  /** Names of Services that select a Pod with these labels. */
  matching(namespace: string, labels: Record<string, string>): string[] {
    const names: string[] = [];
    for (const [key, value] of Object.entries(labels)) {
      for (const [name, selector] of this.#byPair.get(`${namespace}/${key}=${value}`) ?? []) {
        if (Object.entries(selector).every(([wanted, text]) => labels[wanted] === text)) names.push(name);
      }
    }
    return names;
  }
}

function areEndpointsTouched(before: Readonly<KubeObject>, after: Readonly<KubeObject>): boolean {
  const address = (pod: Readonly<KubeObject>): unknown => (pod as Pod).status?.podIP;
  return (
    isReady(before) !== isReady(after) ||
    address(before) !== address(after) ||
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    (before as Pod).status?.phase !== (after as Pod).status?.phase
  );
}

function hasAddress(pod: Readonly<KubeObject>): boolean {
  const { podIP, phase } = (pod as Pod).status ?? {};
  return podIP !== undefined && podIP !== "" && phase !== "Succeeded" && phase !== "Failed";
}

interface EndpointPort {
  name: string;
  port: number;
  protocol: string;
  appProtocol?: string;
}

/** Service ports as numbers of Pod ports; a named target port is looked up in the first Pod that has it. */
function endpointPorts(service: Readonly<Service>, pods: Readonly<Pod>[]): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const { name = "", port, protocol = "TCP", targetPort = port, appProtocol } of service.spec.ports ??
    []) {
    const number = typeof targetPort === "number" ? targetPort : namedPort(pods, targetPort, protocol);
    if (number === undefined) continue;
    ports.push({ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return ports;
}

function namedPort(pods: Readonly<Pod>[], name: string, protocol: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  for (const pod of pods) {
    const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
    const found = containers
      .flatMap((container) => container.ports ?? [])
      .find((port) => port.name === name && (port.protocol ?? "TCP") === protocol);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

async function writeSlice(
  simulation: Simulation,
  service: Readonly<Service>,
  pods: Readonly<Pod>[],
): Promise<void> {
  const { namespace = "", name = "", uid = "" } = service.metadata;
  const endpoints = pods.map((pod) => endpointOf(service, pod));
  const ports = endpointPorts(service, pods);
  const existing = simulation
    .objects("endpointslices")
    .ownedBy(uid)
    .find((slice) => slice.metadata.deletionTimestamp === undefined);
  const labels = {
    ...service.metadata.labels,
    [serviceNameLabel]: name,
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    ...(service.spec.clusterIP === "None" ? { "service.kubernetes.io/headless": "" } : {}),
  };
  const content = { addressType: "IPv4", endpoints, ports };
  if (existing === undefined) {
    const slice: KubeObject = {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        name: `${name}-${nameSuffix(`${namespace}/${name}/slice`)}`,
        generateName: `${name}-`,
        namespace,
        labels,
        ownerReferences: [controlledBy(service)],
      },
      ...content,
    };
    await createOrAdopt(simulation, slice);
    return;
  }
  const present = {
    endpoints: existing["endpoints"] ?? [],
    ports: existing["ports"] ?? [],
    labels: existing.metadata.labels,
  };
  if (sameText(present, { endpoints, ports, labels })) return;
  await simulation.update({ ...existing, metadata: { ...existing.metadata, labels }, ...content }, component);
}

/** A slice that was left by an earlier Service of the name is in the way until it is collected. */
async function createOrAdopt(simulation: Simulation, slice: KubeObject): Promise<void> {
  try {
    await simulation.create(slice, component);
  } catch (error) {
    if (!isStatusError(error, 409)) throw error;
    const left = simulation
      .objects("endpointslices")
      .get(slice.metadata.namespace ?? "", slice.metadata.name ?? "");
    if (left !== undefined && controllerOf(left)?.uid !== controllerOf(slice)?.uid) {
      await simulation.remove("endpointslices", left);
    }
    throw error;
  }
}

function endpointOf(service: Readonly<Service>, pod: Readonly<Pod>): JsonObject {
  const isServing = isReady(pod);
  const isTerminating = pod.metadata.deletionTimestamp !== undefined;
  const endpoint: JsonObject = {
    addresses: [pod.status?.podIP ?? ""],
    conditions: {
      ready: service.spec.publishNotReadyAddresses === true || (isServing && !isTerminating),
      serving: isServing,
      terminating: isTerminating,
    },
    nodeName: pod.spec.nodeName ?? "",
    targetRef: targetRef(pod),
  };
  if (pod.spec.hostname && pod.spec.subdomain === service.metadata.name)
    endpoint["hostname"] = pod.spec.hostname;
  return endpoint;
}

function targetRef(pod: Readonly<Pod>): JsonObject {
  const { namespace = "", name = "", uid = "" } = pod.metadata;
  return { kind: "Pod", namespace, name, uid };
}

async function writeEndpoints(
  simulation: Simulation,
  service: Readonly<Service>,
  pods: Readonly<Pod>[],
): Promise<void> {
  const { namespace = "", name = "" } = service.metadata;
  const addressOf = (pod: Readonly<Pod>): JsonObject => ({
    ip: pod.status?.podIP ?? "",
    nodeName: pod.spec.nodeName ?? "",
    targetRef: targetRef(pod),
  });
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const isUp = (pod: Readonly<Pod>): boolean =>
    service.spec.publishNotReadyAddresses === true || isReady(pod);
  const ready = alive.filter(isUp).map(addressOf);
  const notReady = alive.filter((pod) => !isUp(pod)).map(addressOf);
  const ports = endpointPorts(service, pods).map(({ name: portName, port, protocol, appProtocol }) => ({
    ...(portName === "" ? {} : { name: portName }),
    port,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }));
  const subset: JsonObject = {};
  if (ready.length > 0) subset["addresses"] = ready;
  if (notReady.length > 0) subset["notReadyAddresses"] = notReady;
  if (ports.length > 0) subset["ports"] = ports;
  const subsets = ready.length + notReady.length > 0 ? [subset] : [];
  const labels = {
    ...service.metadata.labels,
    "endpoints.kubernetes.io/managed-by": "endpoint-controller",
    ...(service.spec.clusterIP === "None" ? { "service.kubernetes.io/headless": "" } : {}),
  };
  const existing = simulation.objects("endpoints").get(namespace, name);
  if (existing === undefined) {
    const object: KubeObject = { apiVersion: "v1", kind: "Endpoints", metadata: { name, namespace, labels } };
    if (subsets.length > 0) object["subsets"] = subsets;
    await simulation.create(object, component);
    return;
  }
  if (
    sameText(
      { subsets: existing["subsets"] ?? [], labels: existing.metadata.labels ?? {} },
      { subsets, labels },
    )
  )
    return;
  const { subsets: _, ...rest } = existing;
  await simulation.update(
    {
      ...rest,
      metadata: { ...existing.metadata, labels },
      ...(subsets.length > 0 ? { subsets } : {}),
    } as KubeObject,
    component,
  );
}

/** Endpoints have no owner reference: they go when their Service is gone. */
async function dropEndpoints(simulation: Simulation, namespace: string, name: string): Promise<void> {
  const left = simulation.objects("endpoints").get(namespace, name);
  const manager = left?.metadata.labels?.["endpoints.kubernetes.io/managed-by"];
  if (left !== undefined && manager === "endpoint-controller") await simulation.remove("endpoints", left);
}

async function giveBalancerAddress(simulation: Simulation, service: Readonly<Service>): Promise<void> {
  if ((service.status?.loadBalancer?.ingress ?? []).length > 0) return;
  const { namespace = "", name = "" } = service.metadata;
  const waitMs =
    Date.parse(service.metadata.creationTimestamp ?? "") +
    simulation.options.addressMs -
    simulation.clock.now();
  if (waitMs > 0) {
    simulation.enqueue("service", namespace, name, waitMs);
    return;
  }
  const ip = service.spec.loadBalancerIP ?? balancerAddress(`${namespace}/${name}`);
  await simulation.updateStatus(
    service,
    { ...service.status, loadBalancer: { ingress: [{ ip, ipMode: "VIP" }] } },
    "service-controller",
  );
}

/** An address of 198.18.0.0/15, which is set aside for benchmarks, that follows from a name. */
export function balancerAddress(owner: string): string {
  return printAddress(firstBalancerAddress + (fnv32(owner) % balancerAddresses));
}

/** Equal but for the order of keys and fields that hold nothing. */
function sameText(a: unknown, b: unknown): boolean {
  return sortedText(a) === sortedText(b);
}

function sortedText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (!isJsonObject(item)) return item;
    const sorted: JsonObject = {};
    for (const key of Object.keys(item).sort())
      if (item[key] !== "" || key === "service.kubernetes.io/headless") sorted[key] = item[key]!;
    return sorted;
  });
}
