import { notAcceptable } from "../status/index.ts";

/** The form in which a client wants its answer. */
export interface AnswerForm {
  format: "json" | "yaml";
  /** Tables and metadata-only objects, as kubectl and informers ask for. */
  as: "object" | "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
  /** The version of `meta.k8s.io` for `as`. */
  metaVersion: string;
}

const plainJson: AnswerForm = { format: "json", as: "object", metaVersion: "v1" };

/** Chooses from an Accept header, in the order of preference. Throws 406 when nothing fits. */
export function negotiate(accept: string | null): AnswerForm {
  if (accept === null || accept === "" || accept === "*/*" || accept === "application/json") return plainJson;
  for (const clause of accept.split(",")) {
    const [type, ...parameters] = clause.split(";").map((part) => part.trim());
    const format = formatOf(type!);
    if (format === undefined) continue;
    const given = new Map(parameters.map((parameter) => splitParameter(parameter)));
    const as = given.get("as");
    if (as === undefined) return { ...plainJson, format };
    const metaVersion = given.get("v") ?? "v1";
    if (given.get("g") !== "meta.k8s.io" || (metaVersion !== "v1" && metaVersion !== "v1beta1")) continue;
    if (as === "Table" || as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") {
      return { format, as, metaVersion };
    }
  }
  throw notAcceptable();
}

function formatOf(type: string): "json" | "yaml" | undefined {
  switch (type) {
    case "*/*":
    case "application/*":
    case "application/json":
      return "json";
    case "application/yaml":
      return "yaml";
    default:
      return undefined;
  }
}

function splitParameter(parameter: string): [string, string] {
  const equals = parameter.indexOf("=");
  return equals < 0
    ? [parameter, ""]
    : [parameter.slice(0, equals), parameter.slice(equals + 1).replaceAll('"', "")];
}

/** The media type of a Content-Type header, without parameters. */
export function mediaTypeOf(contentType: string | null): string {
  if (contentType === null) return "";
  const semicolon = contentType.indexOf(";");
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}
