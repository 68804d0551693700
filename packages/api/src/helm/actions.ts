import {
  boolean,
  choice,
  duration,
  integer,
  list,
  object,
  optional,
  rule,
  string,
  type ValidationRule,
} from "../schema/index.ts";

const retries = optional(integer("How often to try again; -1 is without end.", { format: "" }));
const remediateLastFailure = optional(boolean("Whether the last failure is remediated too."));
const ignoreTestFailures = optional(boolean("Whether failed tests count as success."));
const disableHooks = optional(boolean("Whether hooks are left out."));
const disableWait = optional(boolean("Whether not to wait for the objects to be ready."));
const disableWaitForJobs = optional(boolean("Whether not to wait for the jobs to be done."));
const timeout = optional(duration("How long each operation may take."));
const cleanupOnFail = optional(boolean("Whether new objects are deleted when the action fails."));
const crds = optional(
  choice("What is done with the CRDs of the chart.", ["Skip", "Create", "CreateReplace"]),
);
const serverSideApplyMode = optional(
  choice("Whether the API server merges; `auto` goes on as the last release did.", [
    "enabled",
    "disabled",
    "auto",
  ]),
);

function strategy(rules: ValidationRule[]) {
  return object(
    "What is done when the action fails.",
    {
      name: choice("Whether to remediate or to try again.", ["RemediateOnFailure", "RetryOnFailure"]),
      retryInterval: optional(duration("How soon to try again.")),
    },
    { rules },
  );
}

const chartInstallation = {
  crds,
  disableHooks,
  disableOpenAPIValidation: optional(
    boolean("Whether not to check the objects against the schemas of the API server."),
  ),
  disableSchemaValidation: optional(boolean("Whether not to check the values against the chart's schema.")),
  disableTakeOwnership: optional(boolean("Whether objects that others own are left alone.")),
  disableWait,
  disableWaitForJobs,
  timeout,
};

/** `spec.install`. */
export const install = object("How the chart is installed.", {
  ...chartInstallation,
  createNamespace: optional(boolean("Whether the target namespace is created.")),
  remediation: optional(
    object("What is done when the installation fails.", {
      ignoreTestFailures,
      remediateLastFailure,
      retries,
    }),
  ),
  replace: optional(boolean("Whether the name of a deleted release is used again.")),
  serverSideApply: optional(boolean("Whether the API server merges.")),
  skipCRDs: optional(boolean("Replaced by crds: whether the CRDs of the chart are left out.")),
  strategy: optional(
    strategy([
      rule(
        "!has(self.retryInterval) || self.name != 'RemediateOnFailure'",
        ".retryInterval cannot be set when .name is 'RemediateOnFailure'",
      ),
    ]),
  ),
});

/** `spec.upgrade`. */
export const upgrade = object("How the release is upgraded.", {
  ...chartInstallation,
  chartNameChangeStrategy: optional(
    choice("What is done when the chart has another name.", ["InPlaceUpdate", "Reinstall"]),
  ),
  cleanupOnFail,
  force: optional(boolean("Whether objects are replaced where they cannot be changed.")),
  preserveValues: optional(boolean("Whether the values of the last release are the base of the new ones.")),
  remediation: optional(
    object("What is done when the upgrade fails.", {
      ignoreTestFailures,
      remediateLastFailure,
      retries,
      strategy: optional(choice("How the failure is remediated.", ["rollback", "uninstall"])),
    }),
  ),
  serverSideApply: serverSideApplyMode,
  strategy: optional(
    strategy([
      rule(
        "!has(self.retryInterval) || self.name == 'RetryOnFailure'",
        ".retryInterval can only be set when .name is 'RetryOnFailure'",
      ),
    ]),
  ),
});

/** `spec.rollback`. */
export const rollback = object("How the release is rolled back.", {
  cleanupOnFail,
  disableHooks,
  disableWait,
  disableWaitForJobs,
  force: optional(boolean("Whether objects are replaced where they cannot be changed.")),
  recreate: optional(boolean("Of no effect any more.")),
  serverSideApply: serverSideApplyMode,
  timeout,
});

/** `spec.uninstall`. */
export const uninstall = object("How the release is uninstalled.", {
  deletionPropagation: optional(
    choice("What becomes of dependent objects.", ["background", "foreground", "orphan"], {
      default: "background",
    }),
  ),
  disableHooks,
  disableWait,
  keepHistory: optional(boolean("Whether the records of the release are kept.")),
  timeout,
});

/** `spec.test`. */
export const test = object("Whether and how the tests of the chart run.", {
  enable: optional(boolean("Whether tests run after each installation and upgrade.")),
  filters: optional(
    list(
      "Which tests run.",
      object("A test by name.", {
        exclude: optional(boolean("Whether this test is left out.")),
        name: string("Name of the test.", { minLength: 1, maxLength: 253 }),
      }),
    ),
  ),
  ignoreFailures: optional(boolean("Whether failed tests count as success.")),
  timeout,
});
