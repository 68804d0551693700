import {
  bytesOf,
  GoError,
  type GoFunction,
  type GoValue,
  goFunctions,
  kindOf,
  type MapValue,
  quoteText,
  textOf,
} from "@sluice/go-template";

/** URLs as maps of their parts. */
export const urlFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  urlParse: ["(string) map[string]any", urlParse],
  urlJoin: ["(map[string]any) string", urlJoin],
});

interface Url {
  scheme: string;
  opaque: string;
  user: { name: string; password: string | undefined } | undefined;
  host: string;
  path: string;
  /** The path as it was written, where its default encoding would differ. */
  rawPath: string;
  hasEmptyQuery: boolean;
  query: string;
  fragment: string;
  rawFragment: string;
  omitsHost: boolean;
}

type Mode = "path" | "fragment" | "host" | "user";

function urlParse(text: string): MapValue {
  let url: Url;
  try {
    url = parseUrl(text);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw new GoError(`unable to parse url: parse ${quoteText(text)}: ${error.message}`);
  }
  return {
    scheme: url.scheme,
    host: url.host,
    hostname: hostName(url.host),
    path: url.path,
    query: url.query,
    opaque: url.opaque,
    fragment: url.fragment,
    userinfo: url.user === undefined ? "" : userText(url.user),
  };
}

function urlJoin(parts: MapValue): string {
  const part = (key: string): string => {
    if (!Object.hasOwn(parts, key)) return "";
    const value: GoValue = parts[key];
    if (typeof value === "string") return value;
    throw new GoError(
      value === null
        ? "runtime error: invalid memory address or nil pointer dereference"
        : `unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`,
    );
  };
  const url: Url = {
    scheme: part("scheme"),
    host: part("host"),
    path: part("path"),
    query: part("query"),
    opaque: part("opaque"),
    fragment: part("fragment"),
    user: undefined,
    rawPath: "",
    rawFragment: "",
    hasEmptyQuery: false,
    omitsHost: false,
  };
  const userInfo = part("userinfo");
  if (userInfo !== "") {
    try {
      url.user = parseUrl(`proto://${userInfo}@host`).user;
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      throw new GoError(
        `unable to parse userinfo in dict: parse ${quoteText(`proto://${userInfo}@host`)}: ${error.message}`,
      );
    }
  }
  return formatUrl(url);
}

/** Go's `url.Parse`. Throws GoError without the `parse "...":` before it. */
function parseUrl(text: string): Url {
  const hash = text.indexOf("#");
  const url = parseReference(hash < 0 ? text : text.slice(0, hash));
  if (hash >= 0) {
    url.rawFragment = text.slice(hash + 1);
    url.fragment = decodePart(url.rawFragment, "fragment");
    if (encodePart(url.fragment, "fragment") === url.rawFragment) url.rawFragment = "";
  }
  return url;
}

function parseReference(text: string): Url {
  const url: Url = {
    scheme: "",
    opaque: "",
    user: undefined,
    host: "",
    path: "",
    rawPath: "",
    hasEmptyQuery: false,
    query: "",
    fragment: "",
    rawFragment: "",
    omitsHost: false,
  };
  if (/[\x00-\x1f\x7f]/.test(text)) throw new GoError("net/url: invalid control character in URL");
  if (text === "*") {
    url.path = "*";
    return url;
  }
  if (text.startsWith(":")) throw new GoError("missing protocol scheme");
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text);
  let rest = scheme === null ? text : text.slice(scheme[0].length);
  url.scheme = (scheme?.[1] ?? "").toLowerCase();
  if (rest.endsWith("?") && rest.indexOf("?") === rest.length - 1) {
    url.hasEmptyQuery = true;
    rest = rest.slice(0, -1);
  } else {
    const mark = rest.indexOf("?");
    if (mark >= 0) {
      url.query = rest.slice(mark + 1);
      rest = rest.slice(0, mark);
    }
  }
  if (!rest.startsWith("/")) {
    if (url.scheme !== "") {
      url.opaque = rest;
      return url;
    }
    if (rest.split("/")[0]!.includes(":"))
      throw new GoError("first path segment in URL cannot contain colon");
  }
  if ((url.scheme !== "" || !rest.startsWith("///")) && rest.startsWith("//")) {
    const slash = rest.indexOf("/", 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? "" : rest.slice(slash);
    readAuthority(url, authority);
  } else if (url.scheme !== "" && rest.startsWith("/")) url.omitsHost = true;
  url.path = decodePart(rest, "path");
  if (encodePart(url.path, "path") !== rest) url.rawPath = rest;
  return url;
}

function readAuthority(url: Url, authority: string): void {
  const at = authority.lastIndexOf("@");
  url.host = readHost(authority.slice(at + 1));
  if (at < 0) return;
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw new GoError("net/url: invalid userinfo");
  const colon = info.indexOf(":");
  url.user = {
    name: decodePart(colon < 0 ? info : info.slice(0, colon), "user"),
    password: colon < 0 ? undefined : decodePart(info.slice(colon + 1), "user"),
  };
}

function readHost(host: string): string {
  const open = host.lastIndexOf("[");
  if (open > 0) throw new GoError("invalid IP-literal");
  if (open === 0) {
    const close = host.lastIndexOf("]");
    if (close < 0) throw new GoError("missing ']' in host");
    const port = host.slice(close + 1);
    if (!isPort(port)) throw new GoError(`invalid port ${quoteText(port)} after host`);
    const name = host.slice(1, close);
    const zone = name.indexOf("%25");
    const plain =
      zone < 0
        ? decodePart(name, "host")
        : decodePart(name.slice(0, zone), "host") + decodePart(name.slice(zone), "path");
    if (!/^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?$/.test(plain)) {
      throw new GoError(`invalid host: ParseAddr(${quoteText(plain)}): unable to parse IP`);
    }
    return `[${plain}]${port}`;
  }
  const colon = host.lastIndexOf(":");
  if (colon >= 0) {
    if (host.indexOf(":") !== colon && !isPort(host.slice(colon))) {
      throw new GoError(`invalid port ${quoteText(host.slice(colon))} after host`);
    }
    const port = host.slice(colon);
    if (!isPort(port)) throw new GoError(`invalid port ${quoteText(port)} after host`);
  }
  return decodePart(host, "host");
}

function isPort(text: string): boolean {
  return text === "" || /^:[0-9]*$/.test(text);
}

function hostName(host: string): string {
  if (host.startsWith("[")) {
    const close = host.indexOf("]");
    return close > 0 ? host.slice(1, close) : host;
  }
  const colon = host.lastIndexOf(":");
  return colon >= 0 && isPort(host.slice(colon)) ? host.slice(0, colon) : host;
}

function decodePart(text: string, mode: Mode): string {
  if (mode === "host") {
    const bad = /[\x00-\x20"\\^`{|}\x7f]/.exec(text) ?? /[%](?![0-9a-fA-F]{2})/.exec(text);
    if (bad !== null && bad[0] !== "%")
      throw new GoError(`invalid character ${quoteText(bad[0])} in host name`);
  }
  if (!text.includes("%")) return text;
  const bytes: number[] = [];
  const source = bytesOf(text);
  for (let i = 0; i < source.length; i++) {
    if (source[i] !== 0x25) {
      bytes.push(source[i]!);
      continue;
    }
    const digits = textOf(source.subarray(i + 1, i + 3));
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
      throw new GoError(`invalid URL escape ${quoteText(textOf(source.subarray(i, i + 3)))}`);
    }
    const value = Number.parseInt(digits, 16);
    if (mode === "host" && value < 0x80 && digits !== "25")
      throw new GoError(`invalid URL escape ${quoteText(`%${digits}`)}`);
    bytes.push(value);
    i += 2;
  }
  return textOf(Uint8Array.from(bytes));
}

const keptBytes: Readonly<Record<Mode, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
};

function encodePart(text: string, mode: Mode): string {
  let out = "";
  for (const byte of bytesOf(text)) {
    const unit = String.fromCharCode(byte);
    out +=
      byte < 0x80 && keptBytes[mode].test(unit)
        ? unit
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

function userText(user: NonNullable<Url["user"]>): string {
  const name = encodePart(user.name, "user");
  return user.password === undefined ? name : `${name}:${encodePart(user.password, "user")}`;
}

function formatUrl(url: Url): string {
  let text = url.scheme === "" ? "" : `${url.scheme}:`;
  if (url.opaque !== "") text += url.opaque;
  else {
    const hasAuthority = url.scheme !== "" || url.host !== "" || url.user !== undefined;
    const isOmitted = url.omitsHost && url.host === "" && url.user === undefined;
    if (hasAuthority && !isOmitted) {
      if (url.host !== "" || url.path !== "" || url.user !== undefined) text += "//";
      if (url.user !== undefined) text += `${userText(url.user)}@`;
      text += encodePart(url.host, "host");
    }
    const path = url.rawPath !== "" ? url.rawPath : url.path === "*" ? "*" : encodePart(url.path, "path");
    if (path !== "" && !path.startsWith("/") && url.host !== "") text += "/";
    if (text === "" && path.split("/")[0]!.includes(":")) text += "./";
    text += path;
  }
  if (url.hasEmptyQuery || url.query !== "") text += `?${url.query}`;
  if (url.fragment !== "")
    text += `#${url.rawFragment !== "" ? url.rawFragment : encodePart(url.fragment, "fragment")}`;
  return text;
}
