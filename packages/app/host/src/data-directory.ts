import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SluiceError } from "@sluice/base/errors";
import { hostErrors } from "./errors.ts";

/** The places of a data directory, held by one process at a time. */
export interface DataDirectory {
  api: string;
  artifacts: string;
  git: string;
  release(): void;
}

/** Takes a data directory into use. Throws HOST_DATA_IN_USE when a living process holds it. */
export function openDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true });
  const lock = join(path, "lock");
  takeLock(lock, path);
  const place = (name: string): string => {
    mkdirSync(join(path, name), { recursive: true });
    return join(path, name);
  };
  return {
    api: place("api"),
    artifacts: place("artifacts"),
    git: place("git"),
    release: () => rmSync(lock, { force: true }),
  };
}

function takeLock(lock: string, path: string): void {
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = openSync(lock, "wx", 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = Number(readFileSync(lock, "utf8"));
      if (isAlive(holder)) {
        throw new SluiceError(hostErrors.HOST_DATA_IN_USE, `${path} is in use by process ${holder}`, {
          hint: "end that process, or name another directory with --data",
        });
      }
      // Left behind by a process that was killed.
      rmSync(lock, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
