/** What the tags of YAML's own types begin with. */
export const longTagPrefix = "tag:yaml.org,2002:";

/** `!!str` for YAML's own tags; others as they are. */
export function shortTag(tag: string): string {
  return tag.startsWith(longTagPrefix) ? `!!${tag.slice(longTagPrefix.length)}` : tag;
}

/** A tag with its percent escapes read. */
export function decodeTag(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
