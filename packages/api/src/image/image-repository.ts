import {
  accessFrom,
  ageColumn,
  column,
  localReference,
  readyColumn,
  reconciledStatus,
  statusColumn,
  unobservedStatus,
} from "../meta/index.ts";
import {
  boolean,
  choice,
  defineKind,
  duration,
  integer,
  list,
  type ObjectOfKind,
  object,
  optional,
  string,
  type TypeOf,
  time,
} from "../schema/index.ts";
import { imageCategories, imageGroup } from "./group.ts";

const spec = object("Which image to scan, and how often.", {
  accessFrom: optional(accessFrom),
  certSecretRef: optional(localReference("Secret with `ca.crt`, `tls.crt` and `tls.key`.")),
  exclusionList: optional(
    list("Regular expressions of tags to leave out.", string(""), { maxItems: 25, default: ["^.*\\.sig$"] }),
  ),
  image: string("Name of the image, without a tag."),
  insecure: optional(boolean("Whether plain HTTP is used.")),
  interval: duration("How often to scan."),
  provider: optional(
    choice("Where credentials come from.", ["generic", "aws", "azure", "gcp"], { default: "generic" }),
  ),
  proxySecretRef: optional(localReference("Secret with the address and the credentials of a proxy.")),
  secretRef: optional(localReference("Secret with registry credentials.")),
  serviceAccountName: optional(
    string("ServiceAccount whose pull secrets or identity are used.", { maxLength: 253 }),
  ),
  suspend: optional(boolean("Whether to stop reconciling this object.")),
  timeout: optional(duration("How long one scan may take.", { isShort: true })),
});

const scanResult = object("What the last scan found.", {
  latestTags: optional(list("The highest tags by alphabet.", string(""))),
  revision: optional(string("Digest over the tags.")),
  scanTime: optional(time("When the scan ended.")),
  tagCount: integer("Number of tags.", { format: "" }),
});

const status = object(
  "What was found last.",
  {
    ...reconciledStatus,
    canonicalImageName: optional(string("Name of the image with registry and path in full.")),
    lastScanResult: optional(scanResult),
    observedExclusionList: optional(list("Value of spec.exclusionList in the last scan.", string(""))),
  },
  { default: unobservedStatus },
);

/** An image repository whose tags are scanned. */
export const imageRepositoryKind = defineKind({
  group: imageGroup,
  kind: "ImageRepository",
  plural: "imagerepositories",
  shortNames: ["imgrepo", "imagerepo"],
  categories: imageCategories,
  version: {
    name: "v1",
    description: "An image repository whose tags are scanned.",
    spec,
    status,
    columns: [
      column("Image", ".spec.image"),
      column("Tags", ".status.lastScanResult.tagCount"),
      readyColumn,
      statusColumn,
      { ...column("Last scan", ".status.lastScanResult.scanTime"), priority: 1 },
      ageColumn,
    ],
  },
});

export type ImageRepositorySpec = TypeOf<typeof spec>;
export type ImageRepositoryStatus = TypeOf<typeof status>;
export type ImageRepository = ObjectOfKind<typeof imageRepositoryKind>;
