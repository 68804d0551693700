/**
 * A Kubernetes quantity as an exact number: `units` × 10^-9, and the family of suffixes it was written with.
 */
export interface Quantity {
  /** Billionths. */
  nano: bigint;
  format: "decimal" | "binary" | "exponent";
}

const syntax = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;
const billion = 1_000_000_000n;
const decimalExponents: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryPowers: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const decimalSuffixes: [number, string][] = [
  [27, "E"],
  [24, "P"],
  [21, "T"],
  [18, "G"],
  [15, "M"],
  [12, "k"],
  [9, ""],
  [6, "m"],
  [3, "u"],
  [0, "n"],
];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** Reads a quantity such as `500m`, `1.5Gi` or `1e3`; parts below a billionth round up. Undefined when malformed. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length <= 64 ? syntax.exec(text) : null;
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  const binary = binaryPowers[suffix];
  let nano: bigint;
  if (binary !== undefined) {
    nano = divideUp(digits * (1n << binary) * billion, 10n ** BigInt(fraction.length));
  } else {
    const exponent = decimalExponents[suffix] ?? Number(suffix.slice(1));
    if (Math.abs(exponent) > 40) return undefined;
    const shift = exponent + 9 - fraction.length;
    nano = shift >= 0 ? digits * 10n ** BigInt(shift) : divideUp(digits, 10n ** BigInt(-shift));
  }
  const format = binary !== undefined ? "binary" : /^[eE]./.test(suffix) ? "exponent" : "decimal";
  return { nano: sign === "-" ? -nano : nano, format };
}

/** Writes a quantity as the API server does: the largest suffix that keeps the number whole. */
export function printQuantity(quantity: Quantity): string {
  const { nano } = quantity;
  if (nano === 0n) return "0";
  const sign = nano < 0n ? "-" : "";
  const size = nano < 0n ? -nano : nano;
  if (quantity.format === "binary" && size % billion === 0n && size >= 1024n * billion) {
    let number = size / billion;
    let step = 0;
    while (step < 6 && number % 1024n === 0n) {
      number /= 1024n;
      step++;
    }
    return `${sign}${number}${binarySuffixes[step]}`;
  }
  for (const [exponent, suffix] of decimalSuffixes) {
    const unit = 10n ** BigInt(exponent);
    if (size % unit !== 0n) continue;
    if (quantity.format === "exponent") return exponentText(sign, size / unit, exponent - 9);
    return `${sign}${size / unit}${suffix}`;
  }
  return `${sign}${size}n`;
}

/** The form in which the API server keeps a quantity, or undefined when the text is none. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = parseQuantity(text);
  return quantity === undefined ? undefined : printQuantity(quantity);
}

const roughSyntax = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

/** What the API server says about a text that is no quantity. */
export function quantityProblem(text: string): string {
  if (!roughSyntax.test(text)) {
    return `quantities must match the regular expression '${roughSyntax.source}'`;
  }
  return "unable to parse quantity's suffix";
}

/** Rounds away from zero to a multiple of `unit` billionths. */
export function roundUp(quantity: Quantity, unit: bigint): Quantity {
  const { nano, format } = quantity;
  if (nano % unit === 0n) return quantity;
  const size = nano < 0n ? -nano : nano;
  const rounded = divideUp(size, unit) * unit;
  return { nano: nano < 0n ? -rounded : rounded, format };
}

function exponentText(sign: string, number: bigint, exponent: number): string {
  return exponent === 0 ? `${sign}${number}` : `${sign}${number}e${exponent}`;
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
