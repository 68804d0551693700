import { createApiServer } from "@sluice/api-server";
import { ManualClock } from "@sluice/base/clock";
import { silentLogger } from "@sluice/base/log";
import { afterEach, describe, expect, it } from "vitest";
import { fetchTransport, KubeClient, type Transport } from "../client/index.ts";
import { runWhileLeader } from "./index.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setUp() {
  const server = await createApiServer({ workloads: false });
  closers.push(() => server.close());
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  let isCut = false;
  const inner = fetchTransport((request) => server.fetch(request));
  const transport: Transport = {
    send: (request) => (isCut ? Promise.reject(new Error("no route")) : inner.send(request)),
    close: () => inner.close(),
  };
  const client = new KubeClient(transport);
  const log: string[] = [];
  const contend = (identity: string, options: { isReleasedOnCancel?: boolean } = {}) => {
    const stop = new AbortController();
    const ended = runWhileLeader(
      { client, namespace: "default", name: "lease", identity, clock, log: silentLogger, ...options },
      stop.signal,
      async (signal) => {
        log.push(`${identity} leads`);
        await new Promise<void>((resolve) =>
          signal.addEventListener("abort", () => resolve(), { once: true }),
        );
        log.push(`${identity} ends`);
      },
    ).catch((error) => log.push(`${identity} ${(error as { code?: string }).code ?? error}`));
    const end = async (): Promise<void> => {
      stop.abort("shutdown");
      await settle(clock);
      await ended;
    };
    return { stop: end };
  };
  return {
    clock,
    client,
    log,
    contend,
    cut: () => {
      isCut = true;
    },
  };
}

/** Requests take turns of the event loop, which a clock that stands still does not give. */
async function settle(clock: ManualClock): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(0);
  }
}

async function pass(clock: ManualClock, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    await clock.advance(5_000);
    await settle(clock);
  }
}

describe("kube/leader-election", () => {
  it("lets one lead, and the next one at once when the lease is given up", async () => {
    const { clock, client, log, contend } = await setUp();
    const first = contend("one");
    await settle(clock);
    const second = contend("two");
    await pass(clock, 60);
    expect(log).toEqual(["one leads"]);
    await first.stop();
    await pass(clock, 10);
    expect(log).toEqual(["one leads", "one ends", "two leads"]);
    const lease = await client.get({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      namespace: "default",
      name: "lease",
    });
    expect(lease["spec"]).toMatchObject({
      holderIdentity: "two",
      leaseDurationSeconds: 35,
      leaseTransitions: 1,
    });
    await second.stop();
  });

  it("waits for a lease that was not given up to expire, by its own clock", async () => {
    const { clock, log, contend } = await setUp();
    const first = contend("one", { isReleasedOnCancel: false });
    await settle(clock);
    await first.stop();
    const second = contend("two");
    await pass(clock, 30);
    expect(log).toEqual(["one leads", "one ends"]);
    await pass(clock, 15);
    expect(log.at(-1)).toBe("two leads");
    await second.stop();
  });

  it("ends what it leads when the lease cannot be renewed in time", async () => {
    const { clock, log, contend, cut } = await setUp();
    contend("one");
    await settle(clock);
    cut();
    await pass(clock, 25);
    expect(log).toEqual(["one leads"]);
    await pass(clock, 15);
    expect(log).toEqual(["one leads", "one ends", "one LEADERSHIP_LOST"]);
  });
});
