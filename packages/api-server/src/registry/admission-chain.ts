import type { KubeObject } from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";
import type { RequestContext } from "./request-context.ts";

/** A request on its way to storage. */
export interface AdmissionRequest {
  operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  resource: ServedResource;
  /** Empty for the main resource. */
  subresource: string;
  namespace: string;
  name: string;
  /** The new object; undefined for deletions. `mutate` may change it. */
  object: KubeObject | undefined;
  oldObject: KubeObject | undefined;
  context: RequestContext;
}

/** Lets requests through, changes them or throws a StatusError. Synchronous steps return undefined. */
export interface AdmissionStep {
  /** True when this step has nothing to say about requests of this kind, so that it costs nothing. */
  isIdle?(request: AdmissionRequest): boolean;
  mutate?(request: AdmissionRequest): Promise<void> | undefined;
  validate?(request: AdmissionRequest): Promise<void> | undefined;
}

/** Runs admission steps in order; stays synchronous while the steps do. */
export class AdmissionChain {
  readonly #steps: AdmissionStep[] = [];

  add(step: AdmissionStep): void {
    this.#steps.push(step);
  }

  /** Runs the mutating steps; true when one of them ran asynchronously or may have changed the object. */
  mutate(request: AdmissionRequest): Promise<void> | undefined {
    return request.context.skipsAdmission ? undefined : this.#run("mutate", request, 0);
  }

  validate(request: AdmissionRequest): Promise<void> | undefined {
    return request.context.skipsAdmission ? undefined : this.#run("validate", request, 0);
  }

  #run(phase: "mutate" | "validate", request: AdmissionRequest, from: number): Promise<void> | undefined {
    for (let index = from; index < this.#steps.length; index++) {
      const step = this.#steps[index]!;
      if (step.isIdle?.(request)) continue;
      const pending = step[phase]?.(request);
      if (pending !== undefined) return pending.then(() => this.#run(phase, request, index + 1));
    }
    return undefined;
  }
}
