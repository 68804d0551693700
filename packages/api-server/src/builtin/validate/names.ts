const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelText = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const configKey = /^[-._a-zA-Z0-9]+$/;

/** What is wrong with a name; empty when nothing is. */
export type NameRule = (name: string, isPrefix?: boolean) => string[];

function maxLength(limit: number, unit: "bytes" | "characters" = "characters"): string {
  return `must be no more than ${limit} ${unit}`;
}

function regexText(text: string, pattern: string, ...examples: string[]): string {
  const list = examples.map((example, index) => `${index > 0 ? " or " : ""}'${example}', `).join("");
  return `${text} (e.g. ${list}regex used for validation is '${pattern}')`;
}

const labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** RFC 1123 label: lower case, digits and dashes, up to 63 characters. */
export function dns1123Label(name: string): string[] {
  const problems = name.length > 63 ? [maxLength(63)] : [];
  if (!dnsLabel.test(name)) {
    problems.push(
      dnsSubdomain.test(name)
        ? "must not contain dots"
        : regexText(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            labelPattern,
            "my-name",
            "123-abc",
          ),
    );
  }
  return problems;
}

/** RFC 1123 subdomain: labels with dots between, up to 253 characters. */
export function dns1123Subdomain(name: string): string[] {
  const problems = name.length > 253 ? [maxLength(253)] : [];
  if (!dnsSubdomain.test(name)) {
    problems.push(
      regexText(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        `${labelPattern}(\\.${labelPattern})*`,
        "example.com",
      ),
    );
  }
  return problems;
}

/** RFC 1035 label: like a label, beginning with a letter. */
export function dns1035LabelRule(name: string): string[] {
  const problems = name.length > 63 ? [maxLength(63)] : [];
  if (!dns1035Label.test(name)) {
    problems.push(
      regexText(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        "[a-z]([-a-z0-9]*[a-z0-9])?",
        "my-name",
        "abc-123",
      ),
    );
  }
  return problems;
}

/** A name that is one segment of a URL path; roles and bindings have such. */
export function pathSegment(name: string): string[] {
  const problems = name === "." || name === ".." ? [`may not be '${name}'`] : [];
  for (const part of ["/", "%"]) if (name.includes(part)) problems.push(`may not contain '${part}'`);
  return problems;
}

const qualifiedText = regexText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
  "MyName",
  "my.name",
  "123-abc",
);

/** A qualified name: an optional DNS prefix, a slash, and a name of up to 63 characters. */
export function qualifiedName(name: string): string[] {
  const parts = name.split("/");
  if (parts.length > 2) {
    return [
      `a qualified name ${qualifiedText.replace(/^must/, "must")} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const [first, second] = parts;
  if (second !== undefined) {
    if (first === "") problems.push("prefix part must be non-empty");
    else problems.push(...dns1123Subdomain(first!).map((text) => `prefix part ${text}`));
  }
  const local = second ?? first!;
  if (local === "") problems.push("name part must be non-empty");
  else if (local.length > 63) problems.push(`name part ${maxLength(63, "bytes")}`);
  if (!qualifiedPart.test(local)) problems.push(`name part ${qualifiedText}`);
  return problems;
}

/** A label value: up to 63 characters, or nothing. */
export function labelValue(value: string): string[] {
  const problems = value.length > 63 ? [maxLength(63, "bytes")] : [];
  if (!labelText.test(value)) {
    problems.push(
      regexText(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
        "MyValue",
        "my_value",
        "12345",
      ),
    );
  }
  return problems;
}

/** A key of a ConfigMap or Secret. */
export function configMapKey(key: string): string[] {
  const problems = key.length > 253 ? [maxLength(253)] : [];
  if (!configKey.test(key)) {
    problems.push(
      regexText(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        "[-._a-zA-Z0-9]+",
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  } else if (key === ".") problems.push("must not be '.'");
  else if (key === "..") problems.push("must not be '..'");
  else if (key.startsWith("..")) problems.push("must not start with '..'");
  return problems;
}

/** The name of an environment variable: printable ASCII without `=`. */
export function environmentName(name: string): string[] {
  if (name.length === 0) return ["environment variable name must be non-empty"];
  return /^[ -<>-~]+$/.test(name)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** The name of a port: up to 15 characters with at least one letter. */
export function portName(name: string): string[] {
  const problems: string[] = [];
  if (name.length > 15) problems.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) problems.push("must contain at least one letter (a-z)");
  if (name.includes("--")) problems.push("must not contain consecutive hyphens");
  if (name.length > 0 && (name.startsWith("-") || name.endsWith("-"))) {
    problems.push("must not begin or end with a hyphen");
  }
  return problems;
}

/** The number of a port. */
export function portNumber(port: number): string[] {
  return port >= 1 && port <= 65_535 ? [] : ["must be between 1 and 65535, inclusive"];
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** An IPv4 or IPv6 address. */
export function isIpAddress(text: string): boolean {
  return (
    ipv4.test(text) ||
    (text.includes(":") && /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]/`))
  );
}
