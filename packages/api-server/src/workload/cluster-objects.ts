import type { KubeObject } from "@sluice/base/object";
import { isStatusError } from "../status/index.ts";
import { fnv32 } from "./names.ts";
import { type SimulatedName, simulated } from "./resources.ts";
import { enqueueSelf, type SimulatedController, type Simulation } from "./simulation.ts";

const version = "v1.35.0";
const kubernetesServiceIp = "10.96.0.1";

/** Makes what every cluster has from the start and somebody may look for; leaves what exists alone. */
export async function createClusterObjects(simulation: Simulation): Promise<void> {
  const objects: KubeObject[] = [
    ...simulation.options.nodeNames.map((name) => nodeObject(name)),
    ...simulation.options.nodeNames.map((name) => nodeLease(name, simulation.now())),
    storageClass(),
    ...priorityClasses(),
    kubernetesService(),
  ];
  for (const object of objects) {
    try {
      await simulation.create(object, "kube-apiserver");
    } catch (error) {
      // The namespace of the leases is not there on every server.
      if (!isStatusError(error, 409) && !isStatusError(error, 404)) throw error;
    }
  }
  for (const name of simulation.options.nodeNames) {
    const node = simulation.store.get(simulated.nodes, "", name);
    const isReported = (node?.["status"] as { conditions?: unknown } | undefined)?.conditions !== undefined;
    if (node !== undefined && !isReported)
      await simulation.updateStatus(node, nodeStatus(simulation, name), "kubelet");
  }
}

/** Gives every namespace its default ServiceAccount and the certificate that clients in Pods trust. */
export function createNamespaceController(): SimulatedController {
  const component = "serviceaccount-controller";
  const wake =
    (name: string) => (event: { type: string; object: Readonly<KubeObject> }, simulation: Simulation) => {
      if (event.type === "DELETED" && event.object.metadata.name === name) {
        simulation.enqueue("namespace", "", event.object.metadata.namespace ?? "");
      }
    };
  return {
    component,
    watches: {
      namespaces: enqueueSelf("namespace"),
      serviceaccounts: wake("default"),
      configmaps: wake("kube-root-ca.crt"),
    },
    async reconcile(simulation, _namespace, name) {
      const namespace = simulation.objects("namespaces").get("", name);
      if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return;
      await ensure(simulation, "serviceaccounts", {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: "default", namespace: name },
      });
      await ensure(simulation, "configmaps", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "kube-root-ca.crt", namespace: name },
        data: { "ca.crt": simulation.options.rootCertificate },
      });
    },
  };
}

async function ensure(simulation: Simulation, name: SimulatedName, object: KubeObject): Promise<void> {
  const { namespace = "", name: objectName = "" } = object.metadata;
  if (simulation.store.get(simulated[name], namespace, objectName) !== undefined) return;
  try {
    await simulation.create(object, "kube-controller-manager");
  } catch (error) {
    // A namespace that is going away takes nothing new.
    if (!isStatusError(error, 409) && !isStatusError(error, 403) && !isStatusError(error, 404)) throw error;
  }
}

function nodeObject(name: string): KubeObject {
  const labels = {
    "beta.kubernetes.io/arch": "amd64",
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "node-role.kubernetes.io/control-plane": "",
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels },
    spec: { podCIDR: "10.244.0.0/16", podCIDRs: ["10.244.0.0/16"], providerID: `simulated://${name}` },
  };
}

function nodeLease(name: string, now: string): KubeObject {
  const at = now.replace("Z", ".000000Z");
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: "kube-node-lease" },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: at },
  };
}

function nodeStatus(simulation: Simulation, name: string): Record<string, unknown> {
  const now = simulation.now();
  const healthy = (
    type: string,
    reason: string,
    message: string,
    status = "False",
  ): Record<string, unknown> => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  });
  const resources = { cpu: "64", memory: "256Gi", pods: "65000", "ephemeral-storage": "1Ti" };
  const hash = fnv32(name);
  return {
    addresses: [
      { type: "InternalIP", address: `172.18.${((hash >>> 8) % 254) + 1}.${(hash % 254) + 1}` },
      { type: "Hostname", address: name },
    ],
    allocatable: resources,
    capacity: resources,
    conditions: [
      healthy("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
      healthy("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
      healthy("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
      healthy("Ready", "KubeletReady", "kubelet is posting ready status", "True"),
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      architecture: "amd64",
      bootID: "simulated",
      containerRuntimeVersion: "simulated://1.0.0",
      kernelVersion: "simulated",
      kubeProxyVersion: "",
      kubeletVersion: version,
      machineID: "simulated",
      operatingSystem: "linux",
      osImage: "Sluice simulated node",
      systemUUID: "simulated",
    },
  };
}

function storageClass(): KubeObject {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: "standard",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "simulate.sluice.dev/volume",
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
    allowVolumeExpansion: true,
  };
}

function priorityClasses(): KubeObject[] {
  return [
    {
      name: "system-cluster-critical",
      value: 2_000_000_000,
      description: "For Pods that the cluster needs.",
    },
    { name: "system-node-critical", value: 2_000_001_000, description: "For Pods that a node needs." },
  ].map(({ name, value, description }) => ({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name },
    value,
    description,
  }));
}

function kubernetesService(): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "kubernetes",
      namespace: "default",
      labels: { component: "apiserver", provider: "kubernetes" },
    },
    spec: {
      type: "ClusterIP",
      clusterIP: kubernetesServiceIp,
      clusterIPs: [kubernetesServiceIp],
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 6443 }],
      sessionAffinity: "None",
    },
  };
}
