import { SluiceError } from "@sluice/base/errors";
import { getPath, isJsonObject, type JsonObject, parseJson } from "@sluice/base/object";
import { kubeErrors } from "../errors.ts";

/**
 * An error Status of an API server. `message` is the server's; `statusReason` is for example `NotFound`,
 * `Conflict`, `Invalid`; `causes` name the offending fields.
 */
export class ApiStatusError extends SluiceError {
  readonly status: number;
  readonly statusReason: string;
  readonly causes: readonly { reason?: string; message?: string; field?: string }[];
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    statusReason: string,
    message: string,
    causes: ApiStatusError["causes"] = [],
    retryAfterMs?: number,
  ) {
    super(kubeErrors.KUBE_API_STATUS, message, { fieldPath: causes[0]?.field });
    this.name = "ApiStatusError";
    this.status = status;
    this.statusReason = statusReason;
    this.causes = causes;
    this.retryAfterMs = retryAfterMs;
  }

  /** Reads the Status in an error answer; a body that is none becomes the message itself. */
  static fromBody(status: number, body: string, retryAfter?: string): ApiStatusError {
    const seconds = Number(retryAfter);
    const retryAfterMs = retryAfter !== undefined && Number.isFinite(seconds) ? seconds * 1000 : undefined;
    let parsed: unknown;
    try {
      parsed = parseJson(body);
    } catch {
      parsed = undefined;
    }
    if (!isJsonObject(parsed) || parsed["kind"] !== "Status") {
      const text = body.trim().slice(0, 1000) || `the server answered with status ${status}`;
      return new ApiStatusError(status, reasonOfStatus[status] ?? "", text, [], retryAfterMs);
    }
    return ApiStatusError.fromStatus(parsed, status, retryAfterMs);
  }

  /** Reads a Status object, as it also comes in a watch's ERROR event. */
  static fromStatus(status: JsonObject, fallbackCode = 500, retryAfterMs?: number): ApiStatusError {
    const causes = getPath(status, "details", "causes");
    const code = typeof status["code"] === "number" ? status["code"] : fallbackCode;
    return new ApiStatusError(
      code,
      typeof status["reason"] === "string" ? status["reason"] : (reasonOfStatus[code] ?? ""),
      typeof status["message"] === "string" ? status["message"] : "",
      Array.isArray(causes) ? (causes as ApiStatusError["causes"]) : [],
      retryAfterMs,
    );
  }
}

const reasonOfStatus: Record<number, string> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  410: "Expired",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

const hasReason = (error: unknown, ...reasons: string[]): boolean =>
  error instanceof ApiStatusError && reasons.includes(error.statusReason);

/** The object does not exist. */
export const isNotFound = (error: unknown): boolean => hasReason(error, "NotFound");
/** Somebody else wrote the object, or holds a field of it. */
export const isConflict = (error: unknown): boolean => hasReason(error, "Conflict");
export const isAlreadyExists = (error: unknown): boolean => hasReason(error, "AlreadyExists");
/** The resourceVersion or continue token is too old. */
export const isExpired = (error: unknown): boolean => hasReason(error, "Expired", "Gone");
/** The server serves no such kind (its CRD is missing). */
export const isNotServed = (error: unknown): boolean =>
  error instanceof SluiceError && error.code === kubeErrors.KUBE_NO_MATCH;
