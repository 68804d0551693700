import { describe, expect, it } from "vitest";
import { createLogger } from "./index.ts";

describe("base/log", () => {
  it("writes upstream's keys and masks credentials in errors", () => {
    const lines: string[] = [];
    const log = createLogger({ destination: { write: (line) => lines.push(line) }, now: () => new Date(0) });
    log
      .with({ controller: "gitrepository", name: "a" })
      .error(new Error("cannot reach https://user:secret@host/x"), "fetch failed");
    log.debug("left out");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "error",
        ts: "1970-01-01T00:00:00.000Z",
        controller: "gitrepository",
        name: "a",
        error: "cannot reach https://*****@host/x",
        msg: "fetch failed",
      },
    ]);
  });
});
