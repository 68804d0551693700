/** The pull policy that an image gets when none is given: `Always` for the tag `latest`, stated or implied. */
export function defaultPullPolicy(image: unknown): "Always" | "IfNotPresent" {
  return typeof image === "string" && imageTag(image) === "latest" ? "Always" : "IfNotPresent";
}

const repository =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/|\[[0-9a-fA-F:]+\](?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** The tag of an image reference; `latest` without tag and digest; empty with only a digest or for no reference. */
function imageTag(image: string): string {
  const at = image.indexOf("@");
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  if (!repository.test(colon < 0 ? named : named.slice(0, colon))) return "";
  if (colon >= 0) return named.slice(colon + 1);
  return at < 0 ? "latest" : "";
}
