import { usageError } from "../errors.ts";

/** Splits `HOST:PORT`; the host may be left out, or be an IPv6 address in brackets. */
export function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535)
    throw usageError(
      `--listen ${text} is not HOST:PORT`,
      'for example "127.0.0.1:6443", or port 0 for a free one',
    );
  return { host: match[1] ?? (match[2] || "127.0.0.1"), port };
}
