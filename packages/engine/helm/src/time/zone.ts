/** Offset and abbreviation of a zone at a moment. */
export interface ZoneState {
  readonly offsetSeconds: number;
  readonly name: string;
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** True for `UTC`, the empty name and every zone of the IANA database. */
export function isKnownZone(zone: string): boolean {
  return zone === "" || zone === "UTC" || zone.startsWith("@") || formatOf(zone) !== undefined;
}

/** The state of a zone at `ms`. A zone `@3600 CET` is fixed: seconds east of Greenwich, then a name. */
export function zoneAt(zone: string, ms: number): ZoneState {
  if (zone.startsWith("@")) {
    const [offset = "", name = ""] = zone.slice(1).split(" ");
    return { offsetSeconds: Number(offset), name };
  }
  const format = zone === "" || zone === "UTC" ? undefined : formatOf(zone);
  if (format === undefined) return { offsetSeconds: 0, name: "UTC" };
  const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const local = Date.UTC(
    number("year"),
    number("month") - 1,
    number("day"),
    number("hour") % 24,
    number("minute"),
    number("second"),
  );
  const offsetSeconds = Math.round((local - Math.floor(ms / 1000) * 1000) / 1000);
  return { offsetSeconds, name: abbreviation(parts.get("timeZoneName") ?? "", offsetSeconds) };
}

function abbreviation(name: string, offsetSeconds: number): string {
  if (/^[A-Z]{3,5}$/.test(name)) return name;
  const minutes = Math.abs(Math.trunc(offsetSeconds / 60));
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = minutes % 60;
  return `${offsetSeconds < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}${rest === 0 ? "" : two(rest)}`;
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, makeFormat(zone));
  return formats.get(zone);
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      timeZoneName: "short",
    });
  } catch {
    return undefined;
  }
}
