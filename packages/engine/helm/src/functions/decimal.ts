import { GoError } from "@sluice/go-template";

/** An exact decimal: value x 10^exponent. */
export interface Decimal {
  readonly value: bigint;
  readonly exponent: number;
}

const divisionDigits = 16;

/** The decimal with the shortest digits of a float. Throws GoError for NaN and infinity, as upstream panics. */
export function decimalOf(number: number): Decimal {
  if (!Number.isFinite(number)) {
    const text = Number.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
    throw new GoError(`Cannot create a Decimal from ${text}`);
  }
  if (number === 0) return { value: 0n, exponent: 0 };
  const [mantissa = "", power = ""] = number.toExponential().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { value: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { value: scale(a, exponent) + scale(b, exponent), exponent };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { value: -b.value, exponent: b.exponent });
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { value: a.value * b.value, exponent: a.exponent + b.exponent };
}

/** Quotient with 16 decimal places, halves away from zero. Throws GoError for a zero divisor. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) throw new GoError("decimal division by 0");
  const shift = a.exponent - b.exponent + divisionDigits;
  const dividend = shift >= 0 ? a.value * 10n ** BigInt(shift) : a.value;
  const divisor = shift >= 0 ? b.value : b.value * 10n ** BigInt(-shift);
  let quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (2n * absolute(rest) >= absolute(divisor)) {
    quotient += a.value < 0n === b.value < 0n ? 1n : -1n;
  }
  return { value: quotient, exponent: -divisionDigits };
}

export function floatOf(decimal: Decimal): number {
  return Number(`${decimal.value}e${decimal.exponent}`);
}

function scale(decimal: Decimal, exponent: number): bigint {
  return decimal.value * 10n ** BigInt(decimal.exponent - exponent);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
