import type { Logger } from "@sluice/base/log";
import { deepClone, deepEqual, type KubeObject } from "@sluice/base/object";
import { type Registry, systemContext } from "../registry/index.ts";
import { labelSelectorTest } from "../selector/index.ts";
import { isStatusError } from "../status/index.ts";
import type { PolicyRule } from "./rbac-authorizer.ts";

interface AggregatedRole extends KubeObject {
  aggregationRule?: { clusterRoleSelectors?: Parameters<typeof labelSelectorTest>[0][] };
  rules?: PolicyRule[] | null;
}

/** Keeps the rules of ClusterRoles with an aggregationRule equal to those of the roles that they select. */
export class RoleAggregator {
  readonly #registry: Registry;
  readonly #log: Logger;
  #isScheduled = false;

  constructor(registry: Registry, log: Logger) {
    this.#registry = registry;
    this.#log = log;
  }

  async start(): Promise<void> {
    // An aggregated role can be part of another one; each pass carries rules one step further.
    while (await this.#aggregate());
    this.#collection().listeners.add(() => {
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        void this.#aggregate().catch((error: unknown) =>
          this.#log.error(error, "cluster roles cannot be aggregated"),
        );
      });
    });
  }

  #resource() {
    return this.#registry.resources.stored("rbac.authorization.k8s.io", "clusterroles")!;
  }

  #collection() {
    return this.#registry.collection(this.#resource());
  }

  /** True when a role changed. */
  async #aggregate(): Promise<boolean> {
    let isChanged = false;
    const collection = this.#collection();
    const roles: AggregatedRole[] = [];
    for (let index = 0; index < collection.size; index++) {
      roles.push(this.#registry.storage.read(collection.at(index)!) as AggregatedRole);
    }
    for (const role of roles) {
      const selectors = role.aggregationRule?.clusterRoleSelectors;
      if (selectors === undefined) continue;
      const tests = selectors.map((selector) => labelSelectorTest(selector));
      const rules: PolicyRule[] = [];
      for (const other of roles) {
        if (other === role || !tests.some((test) => test(other.metadata.labels))) continue;
        for (const rule of other.rules ?? [])
          if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
      }
      if (deepEqual(rules, role.rules ?? [])) continue;
      const copy = deepClone(role);
      copy.rules = rules;
      try {
        const key = { namespace: "", name: role.metadata.name! };
        await this.#registry.replaceAsServer(
          this.#resource(),
          key,
          copy,
          role,
          systemContext("clusterrole-aggregation-controller"),
        );
        isChanged = true;
      } catch (error) {
        // A change in between brings its own event.
        if (!isStatusError(error, 409) && !isStatusError(error, 404)) throw error;
      }
    }
    return isChanged;
  }
}
