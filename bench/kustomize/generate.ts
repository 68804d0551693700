import type { FileTree } from "@sluice/base/file-tree";
import { type FileContent, memoryTree } from "@sluice/base/file-tree";

/** A kustomization of `count` Deployments with prefix, namespace, labels with selectors, 50 patches and 20 generators. */
export function generateOverlay(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  const resources: string[] = [];
  const perFile = 100;
  for (let from = 0; from < count; from += perFile) {
    const documents: string[] = [];
    for (let index = from; index < Math.min(count, from + perFile); index++)
      documents.push(deployment(index));
    const name = `deployments-${from}.yaml`;
    files[`base/${name}`] = documents.join("---\n");
    resources.push(`- ${name}`);
  }
  files["base/kustomization.yaml"] = `resources:\n${resources.join("\n")}\n`;
  const patches: string[] = [];
  const generators: string[] = [];
  for (let index = 0; index < 50; index++) patches.push(patch(Math.floor((index * count) / 50)));
  for (let index = 0; index < 20; index++) {
    generators.push(
      `- name: config-${index}\n  literals:\n  - KEY=value-${index}\n  - OTHER=${"x".repeat(index)}\n`,
    );
  }
  files["overlay/kustomization.yaml"] = [
    "resources:\n- ../base\nnamePrefix: prod-\nnamespace: production\n",
    "labels:\n- pairs:\n    environment: production\n    team: platform\n  includeSelectors: true\n",
    `patches:\n${patches.join("")}`,
    `configMapGenerator:\n${generators.join("")}`,
  ].join("");
  return files;
}

/** Files as a tree in memory. */
export function treeOf(files: Record<string, FileContent>): FileTree {
  return memoryTree(files);
}

function deployment(index: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  labels:
    app: app-${index}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-${index}
  template:
    metadata:
      labels:
        app: app-${index}
    spec:
      containers:
      - name: main
        image: registry.example.org/app-${index % 40}:1.${index % 7}
        ports:
        - containerPort: 8080
          name: http
        envFrom:
        - configMapRef:
            name: config-${index % 20}
        resources:
          requests:
            cpu: 100m
            memory: 64Mi
      serviceAccountName: app-${index}
`;
}

function patch(index: number): string {
  return `- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: app-${index}
    spec:
      replicas: 5
      template:
        spec:
          containers:
          - name: main
            env:
            - name: PATCHED
              value: "true"
`;
}
