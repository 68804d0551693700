import { RE2JS } from "re2js";
import { failed } from "../evaluation-error.ts";
import type { FunctionDefinitions } from "../function-table.ts";
import { CelList, CelMap, CelOpaque, CelOptional, type CelValue } from "../value.ts";
import { parseQuantity, quantityText } from "./quantity.ts";
import { compareVersions, isVersion, parseVersion } from "./version.ts";

const regexes = new Map<string, RE2JS>();

function regex(pattern: string): RE2JS {
  let compiled = regexes.get(pattern);
  if (compiled === undefined) {
    if (regexes.size > 1000) regexes.clear();
    try {
      compiled = RE2JS.compile(pattern);
    } catch (error) {
      throw failed(`Illegal regex: ${error instanceof Error ? error.message : String(error)}`);
    }
    regexes.set(pattern, compiled);
  }
  return compiled;
}

function findAll(text: string, pattern: string, limit: bigint): CelList {
  const matcher = regex(pattern).matcher(text);
  const found: string[] = [];
  while ((limit < 0n || BigInt(found.length) < limit) && matcher.find()) found.push(matcher.group() ?? "");
  return new CelList(found);
}

const regexFunctions: FunctionDefinitions = {
  "string#find(string): string": (text: string, pattern: string) => {
    const matcher = regex(pattern).matcher(text);
    return matcher.find() ? (matcher.group() ?? "") : "";
  },
  "string#findAll(string): list(string)": (text: string, pattern: string) => findAll(text, pattern, -1n),
  "string#findAll(string, int): list(string)": findAll,
};

const urlType = "kubernetes.URL";

/** Absolute URLs, and absolute paths as Go's ParseRequestURI takes them. */
function parseUrl(text: string): CelOpaque | undefined {
  if (text.startsWith("/")) return new CelOpaque(urlType, { scheme: "", host: "", rest: text }, text);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) || !URL.canParse(text)) return undefined;
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/s.exec(text);
  if (match === null)
    return new CelOpaque(urlType, { scheme: text.slice(0, text.indexOf(":")), host: "", rest: "" }, text);
  return new CelOpaque(urlType, { scheme: match[1]!, host: match[2]!, rest: match[3]! }, text);
}

interface UrlParts {
  scheme: string;
  host: string;
  rest: string;
}

const parts = (value: CelOpaque): UrlParts => value.data as UrlParts;

const urlFunctions: FunctionDefinitions = {
  "url(string): kubernetes.URL": (text: string) => {
    const url = parseUrl(text);
    if (url === undefined)
      throw failed(
        `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
      );
    return url;
  },
  "isURL(string): bool": (text: string) => parseUrl(text) !== undefined,
  "kubernetes.URL#getScheme(): string": (url: CelOpaque) => parts(url).scheme,
  "kubernetes.URL#getHost(): string": (url: CelOpaque) => parts(url).host,
  "kubernetes.URL#getHostname(): string": (url: CelOpaque) =>
    parts(url)
      .host.replace(/:\d*$/, "")
      .replace(/^\[(.*)\]$/, "$1"),
  "kubernetes.URL#getPort(): string": (url: CelOpaque) => /:(\d*)$/.exec(parts(url).host)?.[1] ?? "",
  "kubernetes.URL#getEscapedPath(): string": (url: CelOpaque) => parts(url).rest.split(/[?#]/)[0]!,
  "kubernetes.URL#getQuery(): map(string, list(string))": (url: CelOpaque) => {
    const query = new URLSearchParams(/\?([^#]*)/.exec(parts(url).rest)?.[1] ?? "");
    return CelMap.of(
      [...new Set(query.keys())].map((key): [CelValue, CelValue] => [key, new CelList(query.getAll(key))]),
    );
  },
};

const quantityType = "kubernetes.Quantity";

function quantity(text: string): CelOpaque {
  const nanos = parseQuantity(text);
  if (nanos === undefined) {
    throw failed(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  return ofNanos(nanos);
}

function ofNanos(nanos: bigint): CelOpaque {
  return new CelOpaque(quantityType, nanos, quantityText(nanos));
}

const nanosOf = (value: CelOpaque): bigint => value.data as bigint;
const nano = 1_000_000_000n;

const quantityFunctions: FunctionDefinitions = {
  "quantity(string): kubernetes.Quantity": quantity,
  "isQuantity(string): bool": (text: string) => parseQuantity(text) !== undefined,
  "kubernetes.Quantity#sign(): int": (value: CelOpaque) =>
    nanosOf(value) > 0n ? 1n : nanosOf(value) < 0n ? -1n : 0n,
  "kubernetes.Quantity#isInteger(): bool": (value: CelOpaque) => nanosOf(value) % nano === 0n,
  "kubernetes.Quantity#asInteger(): int": (value: CelOpaque) => {
    if (nanosOf(value) % nano !== 0n) throw failed("cannot convert value to integer");
    return nanosOf(value) / nano;
  },
  "kubernetes.Quantity#asApproximateFloat(): double": (value: CelOpaque) => Number(nanosOf(value)) / 1e9,
  "kubernetes.Quantity#isGreaterThan(kubernetes.Quantity): bool": (a: CelOpaque, b: CelOpaque) =>
    nanosOf(a) > nanosOf(b),
  "kubernetes.Quantity#isLessThan(kubernetes.Quantity): bool": (a: CelOpaque, b: CelOpaque) =>
    nanosOf(a) < nanosOf(b),
  "kubernetes.Quantity#compareTo(kubernetes.Quantity): int": (a: CelOpaque, b: CelOpaque) =>
    nanosOf(a) < nanosOf(b) ? -1n : nanosOf(a) > nanosOf(b) ? 1n : 0n,
  "kubernetes.Quantity#add(kubernetes.Quantity): kubernetes.Quantity": (a: CelOpaque, b: CelOpaque) =>
    ofNanos(nanosOf(a) + nanosOf(b)),
  "kubernetes.Quantity#add(int): kubernetes.Quantity": (a: CelOpaque, b: bigint) =>
    ofNanos(nanosOf(a) + b * nano),
  "kubernetes.Quantity#sub(kubernetes.Quantity): kubernetes.Quantity": (a: CelOpaque, b: CelOpaque) =>
    ofNanos(nanosOf(a) - nanosOf(b)),
  "kubernetes.Quantity#sub(int): kubernetes.Quantity": (a: CelOpaque, b: bigint) =>
    ofNanos(nanosOf(a) - b * nano),
};

const ipType = "net.IP";
const cidrType = "net.CIDR";

/** 4 or 6 for an address in text form, 0 for anything else. */
function familyOf(text: string): 0 | 4 | 6 {
  const isIpv4 = (part: string): boolean =>
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(part) && part.split(".").every((byte) => Number(byte) < 256);
  if (isIpv4(text)) return 4;
  const sides = text.split("::");
  if (!text.includes(":") || sides.length > 2) return 0;
  const groups = sides.flatMap((side) => (side === "" ? [] : side.split(":")));
  const last = groups.at(-1) ?? "";
  const endsInIpv4 = last.includes(".");
  const hex = endsInIpv4 ? groups.slice(0, -1) : groups;
  const count = hex.length + (endsInIpv4 ? 2 : 0);
  const isWhole = sides.length === 2 ? count < 8 : count === 8;
  return isWhole && hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (!endsInIpv4 || isIpv4(last))
    ? 6
    : 0;
}

/** An address as its family and number; undefined when it is none. Mapped IPv4 and zones are refused, as upstream. */
function addressOf(text: string): { family: 4 | 6; value: bigint } | undefined {
  const family = familyOf(text);
  if (family === 4) {
    if (text.split(".").some((part) => part.length > 1 && part.startsWith("0"))) return undefined;
    return { family, value: text.split(".").reduce((total, part) => total * 256n + BigInt(part), 0n) };
  }
  if (family !== 6 || text.includes("%") || /^::ffff:\d+\.\d+/i.test(text)) return undefined;
  const plain = text.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_all, a, b, c, d) =>
      `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`,
  );
  const [head = "", tail] = plain.split("::");
  const groups = (side: string): string[] => (side === "" ? [] : side.split(":"));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const all =
    tail === undefined
      ? left
      : [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return {
    family: 6,
    value: all.reduce((total, group) => total * 65536n + BigInt(Number.parseInt(group, 16)), 0n),
  };
}

type Address = NonNullable<ReturnType<typeof addressOf>>;
type Cidr = Address & { bits: number };

function addressText({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - index * 16)) & 65535n).toString(16),
  );
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(":");
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`;
}

function ip(text: string): CelOpaque {
  const address = addressOf(text);
  if (address === undefined)
    throw failed(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return new CelOpaque(ipType, address, addressText(address));
}

function cidrOf(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = match === null ? undefined : addressOf(match[1]!);
  if (address === undefined || Number(match![2]) > (address.family === 4 ? 32 : 128)) return undefined;
  return { ...address, bits: Number(match![2]) };
}

function cidr(text: string): CelOpaque {
  const network = cidrOf(text);
  if (network === undefined) throw failed("network address parse error during conversion from string");
  return ofCidr(network);
}

function ofCidr(network: Cidr): CelOpaque {
  return new CelOpaque(cidrType, network, `${addressText(network)}/${network.bits}`);
}

const maskOf = ({ family, bits }: Cidr): bigint => {
  const width = family === 4 ? 32n : 128n;
  return ((1n << width) - 1n) ^ ((1n << (width - BigInt(bits))) - 1n);
};
const addressIn = (value: CelOpaque): Address => value.data as Address;
const cidrIn = (value: CelOpaque): Cidr => value.data as Cidr;
const holds = (network: Cidr, address: Address): boolean =>
  network.family === address.family &&
  (address.value & maskOf(network)) === (network.value & maskOf(network));

const ipFunctions: FunctionDefinitions = {
  "ip(string): net.IP": ip,
  "isIP(string): bool": (text: string) => addressOf(text) !== undefined,
  "ip.isCanonical(string): bool": (text: string) => addressText(addressIn(ip(text))) === text,
  "net.IP#family(): int": (value: CelOpaque) => BigInt(addressIn(value).family),
  "net.IP#isUnspecified(): bool": (value: CelOpaque) => addressIn(value).value === 0n,
  "net.IP#isLoopback(): bool": (value: CelOpaque) =>
    addressIn(value).family === 4 ? addressIn(value).value >> 24n === 127n : addressIn(value).value === 1n,
  "net.IP#isLinkLocalMulticast(): bool": (value: CelOpaque) =>
    addressIn(value).family === 4
      ? addressIn(value).value >> 8n === 0xe00000n
      : ((addressIn(value).value >> 112n) & 0xff0fn) === 0xff02n,
  "net.IP#isLinkLocalUnicast(): bool": (value: CelOpaque) =>
    addressIn(value).family === 4
      ? addressIn(value).value >> 16n === 0xa9fen
      : addressIn(value).value >> 118n === 0x3fan,
  "net.IP#isGlobalUnicast(): bool": (value: CelOpaque) => {
    const { family, value: number } = addressIn(value);
    if (number === 0n) return false;
    return family === 4
      ? number !== 0xffffffffn &&
          number >> 24n !== 127n &&
          number >> 28n !== 0xen &&
          number >> 16n !== 0xa9fen
      : number !== 1n && number >> 120n !== 0xffn && number >> 118n !== 0x3fan;
  },
  "string(net.IP): string": (value: CelOpaque) => value.identity,
  "cidr(string): net.CIDR": cidr,
  "isCIDR(string): bool": (text: string) => cidrOf(text) !== undefined,
  "net.CIDR#containsIP(net.IP): bool": (network: CelOpaque, address: CelOpaque) =>
    holds(cidrIn(network), addressIn(address)),
  "net.CIDR#containsIP(string): bool": (network: CelOpaque, address: string) =>
    holds(cidrIn(network), addressIn(ip(address))),
  "net.CIDR#containsCIDR(net.CIDR): bool": (a: CelOpaque, b: CelOpaque) =>
    cidrIn(a).bits <= cidrIn(b).bits && holds(cidrIn(a), cidrIn(b)),
  "net.CIDR#containsCIDR(string): bool": (a: CelOpaque, text: string) => {
    const b = cidrIn(cidr(text));
    return cidrIn(a).bits <= b.bits && holds(cidrIn(a), b);
  },
  "net.CIDR#ip(): net.IP": (value: CelOpaque) =>
    new CelOpaque(ipType, cidrIn(value), addressText(cidrIn(value))),
  "net.CIDR#masked(): net.CIDR": (value: CelOpaque) =>
    ofCidr({ ...cidrIn(value), value: cidrIn(value).value & maskOf(cidrIn(value)) }),
  "net.CIDR#prefixLength(): int": (value: CelOpaque) => BigInt(cidrIn(value).bits),
  "string(net.CIDR): string": (value: CelOpaque) => value.identity,
};

const semverType = "kubernetes.Semver";
const versionOf = (value: CelOpaque) => value.data as ReturnType<typeof parseVersion> & object;

function semver(text: string, isLoose = false): CelOpaque {
  const version = parseVersion(text, isLoose);
  if (version === undefined) throw failed(`No Major.Minor.Patch elements found`);
  return new CelOpaque(semverType, version, version.text);
}

const semverFunctions: FunctionDefinitions = {
  "semver(string): kubernetes.Semver": (text: string) => semver(text),
  "semver(string, bool): kubernetes.Semver": semver,
  "isSemver(string): bool": (text: string) => isVersion(text, false),
  "isSemver(string, bool): bool": isVersion,
  "kubernetes.Semver#major(): int": (value: CelOpaque) => versionOf(value).numbers[0],
  "kubernetes.Semver#minor(): int": (value: CelOpaque) => versionOf(value).numbers[1],
  "kubernetes.Semver#patch(): int": (value: CelOpaque) => versionOf(value).numbers[2],
  "kubernetes.Semver#isGreaterThan(kubernetes.Semver): bool": (a: CelOpaque, b: CelOpaque) =>
    compareVersions(versionOf(a), versionOf(b)) > 0,
  "kubernetes.Semver#isLessThan(kubernetes.Semver): bool": (a: CelOpaque, b: CelOpaque) =>
    compareVersions(versionOf(a), versionOf(b)) < 0,
  "kubernetes.Semver#compareTo(kubernetes.Semver): int": (a: CelOpaque, b: CelOpaque) =>
    BigInt(compareVersions(versionOf(a), versionOf(b))),
};

const formatType = "kubernetes.NamedFormat";
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with a text under each named format; undefined when nothing is. */
const namedFormats: Record<string, (text: string) => string | undefined> = {
  dns1123Label: (text) =>
    text.length <= 63 && label.test(text)
      ? undefined
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  dns1123Subdomain: (text) =>
    text.length <= 253 && subdomain.test(text)
      ? undefined
      : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  dns1035Label: (text) =>
    text.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text)
      ? undefined
      : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  dns1123LabelPrefix: (text) =>
    label.test(text.replace(/-$/, "a"))
      ? undefined
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'",
  dns1123SubdomainPrefix: (text) =>
    subdomain.test(text.replace(/-$/, "a"))
      ? undefined
      : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'",
  dns1035LabelPrefix: (text) =>
    /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text.replace(/-$/, "a"))
      ? undefined
      : "a DNS-1035 label must start with an alphabetic character",
  labelValue: (text) =>
    text.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(text)
      ? undefined
      : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualifiedName: (text) =>
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(text)
      ? undefined
      : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  uri: (text) => (parseUrl(text) === undefined ? "invalid URI" : undefined),
  uuid: (text) =>
    /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)
      ? undefined
      : "does not match the UUID format",
  byte: (text) =>
    /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? undefined : "invalid base64",
  date: (text) =>
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? undefined : "invalid date",
  datetime: (text) =>
    /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}/.test(text) && !Number.isNaN(Date.parse(text))
      ? undefined
      : "invalid datetime",
};

function named(name: string): CelOpaque {
  return new CelOpaque(formatType, name, name);
}

const formatFunctions: FunctionDefinitions = {
  "kubernetes.NamedFormat#validate(string): optional_type(list(string))": (
    format: CelOpaque,
    text: string,
  ) => {
    const problem = namedFormats[format.identity]!(text);
    return new CelOptional(problem === undefined ? undefined : new CelList([problem]));
  },
  "format.named(string): optional_type(kubernetes.NamedFormat)": (name: string) =>
    new CelOptional(Object.hasOwn(namedFormats, name) ? named(name) : undefined),
};
for (const name of Object.keys(namedFormats)) {
  formatFunctions[`format.${name}(): kubernetes.NamedFormat`] = () => named(name);
}

/** The libraries that Kubernetes adds: regex, URLs, quantities, IP addresses, versions, named formats. */
export const kubernetesLibrary: FunctionDefinitions = {
  ...regexFunctions,
  ...urlFunctions,
  ...quantityFunctions,
  ...ipFunctions,
  ...semverFunctions,
  ...formatFunctions,
};
