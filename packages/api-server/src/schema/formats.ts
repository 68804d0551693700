import { isIP } from "node:net";

type FormatTest = (text: string) => boolean;

const dateTime = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-](\d{2}):(\d{2}))$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const hostname =
  /^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/;
const duration = /^-?(?:\d+(?:\.\d+)? ?(?:ns|us|µs|ms|s|m|h|d|w)[a-z]* ?)+$/;

const formats: Record<string, FormatTest> = {
  "date-time": (text) => {
    const match = dateTime.exec(text);
    return match !== null && isCalendarDay(match) && Number(match[4]) < 24 && Number(match[5]) < 60;
  },
  date: (text) => {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    return match !== null && isCalendarDay(match);
  },
  byte: (text) => text.length % 4 === 0 && base64.test(text),
  email: (text) => /^[^@\s]+@[^@\s]+$/.test(text),
  hostname: (text) => hostname.test(text),
  ipv4: (text) => isIP(text) === 4,
  ipv6: (text) => isIP(text) === 6,
  cidr: (text) => isCidr(text),
  mac: (text) => /^(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(text),
  uri: (text) => URL.canParse(text) || text.startsWith("/"),
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid3: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid4: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uuid5: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  duration: (text) => text === "0" || duration.test(text),
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  isbn: (text) => /^(?:97[89])?\d{9}[\dXx]$/.test(text.replaceAll(/[- ]/g, "")),
  isbn10: (text) => /^\d{9}[\dXx]$/.test(text.replaceAll(/[- ]/g, "")),
  isbn13: (text) => /^97[89]\d{10}$/.test(text.replaceAll(/[- ]/g, "")),
  creditcard: (text) => /^\d{13,19}$/.test(text.replaceAll(/[- ]/g, "")),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => /^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/.test(text),
};

/** False when `text` breaks a known format; unknown formats hold. Numeric formats are checked by `isInIntegerFormat`. */
export function isInFormat(format: string, text: string): boolean {
  return Object.hasOwn(formats, format) ? formats[format]!(text) : true;
}

/** True when a whole number fits `int32` or `int64`; other formats hold. */
export function isInIntegerFormat(format: string | undefined, value: number | bigint): boolean {
  if (format === "int32") return value >= -2147483648 && value <= 2147483647;
  if (format === "int64") return value >= -(2n ** 63n) && value < 2n ** 63n;
  return true;
}

function isCalendarDay(match: RegExpExecArray): boolean {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isCidr(text: string): boolean {
  const slash = text.indexOf("/");
  const family = slash < 0 ? 0 : isIP(text.slice(0, slash));
  const bits = text.slice(slash + 1);
  return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}
