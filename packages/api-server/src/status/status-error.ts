import { SluiceError } from "@sluice/base/errors";
import { apiServerErrors } from "../errors.ts";
import type { FieldProblem } from "../resource/index.ts";

/** A cause in `details.causes`. */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** `metav1.Status` as it goes over the wire. */
export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: Record<string, never>;
  status: "Success" | "Failure";
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
  code?: number;
}

/** What a resource is called in messages: `deployments.apps`, `pods`. */
export interface ResourceName {
  group: string;
  resource: string;
}

/** A failed request; `code` of the error is API_STATUS, the HTTP code stands in `status.code`. */
export class StatusError extends SluiceError {
  readonly status: Status;

  constructor(status: Omit<Status, "kind" | "apiVersion" | "metadata" | "status">, cause?: unknown) {
    super(apiServerErrors.API_STATUS, status.message ?? "", {
      reason: status.reason,
      cause,
    });
    this.status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", ...status };
  }

  get httpCode(): number {
    return this.status.code ?? 500;
  }
}

/** True for a StatusError with the given HTTP code, or any when none is given. */
export function isStatusError(value: unknown, httpCode?: number): value is StatusError {
  return value instanceof StatusError && (httpCode === undefined || value.httpCode === httpCode);
}

/** `deployments.apps`, or `pods` in the core group. */
export function qualifiedName(name: ResourceName): string {
  return name.group === "" ? name.resource : `${name.resource}.${name.group}`;
}

function details(name: ResourceName, objectName: string): Status["details"] {
  return {
    ...(objectName === "" ? {} : { name: objectName }),
    ...(name.group === "" ? {} : { group: name.group }),
    kind: name.resource,
  };
}

export function notFound(resource: ResourceName, name: string): StatusError {
  return new StatusError({
    message: `${qualifiedName(resource)} "${name}" not found`,
    reason: "NotFound",
    details: details(resource, name),
    code: 404,
  });
}

export function alreadyExists(resource: ResourceName, name: string): StatusError {
  return new StatusError({
    message: `${qualifiedName(resource)} "${name}" already exists`,
    reason: "AlreadyExists",
    details: details(resource, name),
    code: 409,
  });
}

export const staleObjectText =
  "the object has been modified; please apply your changes to the latest version and try again";

export function conflict(resource: ResourceName, name: string, text: string): StatusError {
  return new StatusError({
    message: `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": ${text}`,
    reason: "Conflict",
    details: details(resource, name),
    code: 409,
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError({ message, reason: "BadRequest", code: 400 });
}

export function forbidden(resource: ResourceName, name: string, text: string): StatusError {
  const subject = qualifiedName(resource);
  return new StatusError({
    message: name === "" ? `${subject} is forbidden: ${text}` : `${subject} "${name}" is forbidden: ${text}`,
    reason: "Forbidden",
    details: details(resource, name),
    code: 403,
  });
}

export function unauthorized(): StatusError {
  return new StatusError({ message: "Unauthorized", reason: "Unauthorized", code: 401 });
}

export function methodNotAllowed(resource: ResourceName, action: string): StatusError {
  return new StatusError({
    message: `${action} is not supported on resources of kind "${qualifiedName(resource)}"`,
    reason: "MethodNotAllowed",
    details: details(resource, ""),
    code: 405,
  });
}

/** 410: the resourceVersion or the continue token is older than what is kept. */
export function expired(message: string): StatusError {
  return new StatusError({ message, reason: "Expired", code: 410 });
}

export function notAcceptable(): StatusError {
  const types = "application/json, application/yaml";
  return new StatusError({
    message: `only the following media types are accepted: ${types}`,
    reason: "NotAcceptable",
    code: 406,
  });
}

export function unsupportedMediaType(types: readonly string[]): StatusError {
  return new StatusError({
    message: `the body of the request was in an unknown format - accepted media types include: ${types.join(", ")}`,
    reason: "UnsupportedMediaType",
    code: 415,
  });
}

export function requestTooLarge(message: string): StatusError {
  return new StatusError({ message, reason: "RequestEntityTooLarge", code: 413 });
}

export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError({ message, reason: "TooManyRequests", details: { retryAfterSeconds }, code: 429 });
}

export function internalError(message: string, cause?: unknown): StatusError {
  return new StatusError(
    {
      message: `Internal error occurred: ${message}`,
      reason: "InternalError",
      details: { causes: [{ message }] },
      code: 500,
    },
    cause,
  );
}

/** 422 with one cause for each problem; `kind` is the kind with its group. */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  problems: readonly FieldProblem[],
): StatusError {
  const subject = kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`;
  const texts = problems.map((problem) => `${problem.field}: ${problem.message}`);
  const unique = [...new Set(texts)];
  return new StatusError({
    message: `${subject} ${JSON.stringify(name)} is invalid: ${unique.length === 1 ? unique[0] : `[${unique.join(", ")}]`}`,
    reason: "Invalid",
    details: {
      ...(name === "" ? {} : { name }),
      ...(kind.group === "" ? {} : { group: kind.group }),
      kind: kind.kind,
      causes: problems.map(({ reason, message, field }) => ({ reason, message, field })),
    },
    code: 422,
  });
}

/** The answer to a deletion that is done. */
export function deleted(resource: ResourceName, name: string, uid: string | undefined): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { ...details(resource, name), ...(uid === undefined ? {} : { uid }) },
  };
}
