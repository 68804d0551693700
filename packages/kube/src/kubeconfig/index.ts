/** Finds and reads a kubeconfig, credential plugins and a pod's service account included. */
export { loadKubeconfig, parseKubeconfig } from "./kubeconfig.ts";
