import { SluiceError } from "@sluice/base/errors";
import {
  type GoFunction,
  GoStruct,
  type GoType,
  type GoValue,
  goFunctions,
  namedType,
  parseType,
  pointerTo,
  structType,
  tagged,
} from "@sluice/go-template";
import { helmErrors } from "./errors.ts";
import { defaultFlavour, type HelmFlavour } from "./flavour.ts";
import { knownApiVersions } from "./known-api-versions.ts";

/** What a cluster can do, as templates see it in `.Capabilities`. */
export interface Capabilities {
  /** Full version, e.g. `v1.33.4-gke.1245000`. */
  readonly kubeVersion: string;
  /** `v1`, `apps/v1`, and in a live cluster `apps/v1/Deployment` too. */
  readonly apiVersions: readonly string[];
  /** Version shown as `.Capabilities.HelmVersion.Version`. */
  readonly helmVersion: string;
  /** Version of the Kubernetes client of that Helm, e.g. `v1.36`. */
  readonly clientVersion: string;
  /** Go version that Helm was built with. */
  readonly goVersion: string;
}

const offline: Readonly<Record<HelmFlavour, Omit<Capabilities, "apiVersions">>> = {
  "3.21": { kubeVersion: "v1.36.0", helmVersion: "v3.21", clientVersion: "v1.36", goVersion: "go1.26" },
  "4.1": { kubeVersion: "v1.35.0", helmVersion: "v4.1.4", clientVersion: "v1.35", goVersion: "go1.25.9" },
  "4.2": { kubeVersion: "v1.36.0", helmVersion: "v4.2", clientVersion: "v1.36", goVersion: "go1.26" },
};

/** What Helm assumes of a cluster that it does not ask; `changes` come on top, API versions are added to. */
export function offlineCapabilities(
  flavour: HelmFlavour = defaultFlavour,
  changes: Partial<Capabilities> = {},
): Capabilities {
  return {
    ...offline[flavour],
    ...changes,
    apiVersions: [...knownApiVersions, ...(changes.apiVersions ?? [])],
  };
}

/** The parts of a Kubernetes version. Throws FLAG_INVALID for a text that is none. */
export function parseKubeVersion(text: string): {
  full: string;
  normalized: string;
  major: string;
  minor: string;
} {
  const match = /^\s*v?((\d+)\.(\d+)(?:\.\d+)*)(?:.*)?$/.exec(text);
  if (match === null) {
    throw new SluiceError(
      helmErrors.FLAG_INVALID,
      `invalid kube version '${text}': could not parse ${JSON.stringify(text)} as version`,
      { terminal: true },
    );
  }
  const [, core = "", major = "", minor = ""] = match;
  const numbers = core.split(".").map(Number);
  while (numbers.length < 3) numbers.push(0);
  return {
    full: text.startsWith("v") ? text : `v${text}`,
    normalized: `v${numbers.join(".")}`,
    major: String(Number(major)),
    minor: String(Number(minor)),
  };
}

const versionSetType: GoType = namedType(
  "common.VersionSet",
  parseType("[]string"),
  goFunctions({ Has: ["(string) bool", (self: string[], version: string) => self.includes(version)] }),
);

const kubeVersionMethods: Map<string, GoFunction> = goFunctions({
  String: ["() string", (self: GoStruct) => self.inner],
  GitVersion: ["() string", (self: GoStruct) => self.fields["Version"]],
});
const kubeVersionType: GoType = {
  ...structType("common.KubeVersion", ["Version", "normalizedVersion", "Major", "Minor"], kubeVersionMethods),
  hasAddressedText: true,
  toJson: ({ fields }: GoStruct) => ({
    Version: fields["Version"],
    Major: fields["Major"],
    Minor: fields["Minor"],
  }),
};
const buildInfoType = structType("version.BuildInfo", [
  "Version",
  "GitCommit",
  "GitTreeState",
  "GoVersion",
  "KubeClientVersion",
]);
const capabilitiesType = pointerTo(
  structType("common.Capabilities", ["KubeVersion", "APIVersions", "HelmVersion"]),
);

/** `.Capabilities`. */
export function capabilitiesValue(capabilities: Capabilities): GoValue {
  const version = parseKubeVersion(capabilities.kubeVersion);
  return new GoStruct(capabilitiesType, {
    KubeVersion: new GoStruct(
      kubeVersionType,
      {
        Version: version.full,
        normalizedVersion: version.normalized,
        Major: version.major,
        Minor: version.minor,
      },
      version.normalized,
    ),
    APIVersions: tagged([...capabilities.apiVersions], versionSetType),
    HelmVersion: new GoStruct(buildInfoType, {
      Version: capabilities.helmVersion,
      GitCommit: "",
      GitTreeState: "",
      GoVersion: capabilities.goVersion,
      KubeClientVersion: capabilities.clientVersion,
    }),
  });
}
