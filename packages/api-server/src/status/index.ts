/**
 * Failed requests as `metav1.Status`: one error class and one maker for each reason, with the texts that clients
 * of the real API server know.
 */
export * from "./status-error.ts";
