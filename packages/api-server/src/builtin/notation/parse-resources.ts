/** One line of the resource table. */
export interface ResourceLine {
  group: string;
  version: string;
  plural: string;
  kind: string;
  shortNames: string[];
  categories: string[];
  isNamespaced: boolean;
  verbs: string[];
  subresources: { name: string; group: string; version: string; kind: string; verbs: string[] }[];
}

const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const subresourceVerbs = ["get", "patch", "update"];

/**
 * Reads the resource table: a line without indentation names the group and version, an indented one a resource as
 * `plural Kind`, then `short=A,B`, `categories=A`, `cluster`, `verbs=A,B` and subresources as `/name`,
 * `/name(verbs)` or `/name(Kind verbs)`, where the kind can be `group/version.Kind`.
 */
export function parseResources(text: string): ResourceLine[] {
  const lines: ResourceLine[] = [];
  let group = "";
  let version = "";
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    if (!line.startsWith(" ")) {
      const [first, second] = line.split("/");
      group = first === "core" ? "" : first!;
      version = second!;
      continue;
    }
    lines.push(parseResource(group, version, line.trim()));
  }
  return lines;
}

function parseResource(group: string, version: string, line: string): ResourceLine {
  const [plural, kind, ...marks] = line.match(/\/\w+\([^)]*\)|\S+/g)!;
  const resource: ResourceLine = {
    group,
    version,
    plural: plural!,
    kind: kind!,
    shortNames: [],
    categories: [],
    isNamespaced: true,
    verbs: allVerbs,
    subresources: [],
  };
  for (const mark of marks) {
    if (mark.startsWith("short=")) resource.shortNames = mark.slice(6).split(",");
    else if (mark.startsWith("categories=")) resource.categories = mark.slice(11).split(",");
    else if (mark.startsWith("verbs=")) resource.verbs = mark.slice(6).split(",");
    else if (mark === "cluster") resource.isNamespaced = false;
    else resource.subresources.push(parseSubresource(resource, mark));
  }
  return resource;
}

function parseSubresource(parent: ResourceLine, mark: string): ResourceLine["subresources"][number] {
  const [, name, inside = ""] = /^\/(\w+)(?:\(([^)]*)\))?$/.exec(mark)!;
  const words = inside.split(" ").filter((word) => word !== "");
  const kindWord = words.find((word) => /^[A-Z]|\./.test(word));
  const verbWord = words.find((word) => word !== kindWord);
  let { group, version, kind } = parent;
  if (kindWord !== undefined) {
    const dot = kindWord.lastIndexOf(".");
    kind = kindWord.slice(dot + 1);
    if (dot > 0) [group, version] = kindWord.slice(0, dot).split("/") as [string, string];
  }
  return { name: name!, group, version, kind, verbs: verbWord?.split(",") ?? subresourceVerbs };
}
