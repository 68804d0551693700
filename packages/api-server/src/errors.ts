import { defineErrorCodes } from "@sluice/base/errors";

/** Every code that this package throws. */
export const apiServerErrors = defineErrorCodes({
  API_STATUS: "a request was answered with a Status; `status` of the error holds it",
  API_STORAGE_FAILED: "the durable store cannot be opened, read or written",
  API_STORAGE_CORRUPT: "the durable store holds something that is not ours or is damaged",
  API_LISTEN_FAILED: "the listen address is invalid or taken",
  API_SNAPSHOT_INVALID: "a file is not a snapshot of an API server",
});
