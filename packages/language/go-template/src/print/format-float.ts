/**
 * A float64 as Go's `strconv.FormatFloat` writes it. `verb` is one of `e E f g G b x X`; precision -1 is the
 * shortest text that reads back as the same number.
 */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (verb === "b" || verb === "x" || verb === "X") return sign + formatBinary(magnitude, verb, precision);
  const digits = decimalDigits(magnitude, verb, precision);
  return sign + layOut(digits, verb, precision);
}

/** Digits d1 d2 ... and the place of the point: the number is 0.d1d2... x 10^point. */
interface Decimal {
  digits: string;
  point: number;
}

function decimalDigits(magnitude: number, verb: string, precision: number): Decimal {
  if (magnitude === 0) return { digits: "", point: 0 };
  if (precision < 0) {
    const [mantissa = "", exponent = ""] = magnitude.toExponential().split("e");
    return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
  }
  const exact = exactDecimal(magnitude);
  if (verb === "f") return roundDecimal(exact, exact.point + precision);
  if (verb === "e" || verb === "E") return roundDecimal(exact, precision + 1);
  return roundDecimal(exact, precision === 0 ? 1 : precision);
}

const float = new DataView(new ArrayBuffer(8));

/** The exact decimal expansion of a positive float64. */
function exactDecimal(magnitude: number): Decimal {
  const { mantissa, exponent } = binaryParts(magnitude);
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return { digits: digits.replace(/0+$/, ""), point: digits.length };
  }
  const scale = -exponent;
  const digits = (mantissa * 5n ** BigInt(scale)).toString();
  return { digits: digits.replace(/0+$/, ""), point: digits.length - scale };
}

function binaryParts(magnitude: number): { mantissa: bigint; exponent: number } {
  float.setFloat64(0, magnitude);
  const bits = float.getBigUint64(0);
  const biased = Number(bits >> 52n) & 0x7ff;
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

/** Rounds to `count` digits, halves to even. */
function roundDecimal({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: "", point: 0 };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isHalf = rest === "5";
  const isUp = isHalf ? Number(kept.at(-1) ?? "0") % 2 === 1 : rest >= "5";
  if (!isUp) return { digits: kept.replace(/0+$/, ""), point };
  const raised = (BigInt(kept === "" ? "0" : kept) + 1n).toString();
  const grown = raised.length - kept.length;
  const padded = grown > 0 ? raised : raised.padStart(kept.length, "0");
  return { digits: padded.replace(/0+$/, ""), point: point + Math.max(grown, 0) };
}

function layOut(decimal: Decimal, verb: string, precision: number): string {
  const { digits, point } = decimal;
  if (verb === "f" || verb === "F")
    return layOutPlain(decimal, precision < 0 ? Math.max(digits.length - point, 0) : precision);
  if (verb === "e" || verb === "E") {
    return layOutExponent(decimal, verb, precision < 0 ? Math.max(digits.length - 1, 0) : precision);
  }
  let threshold = precision < 0 ? 6 : Math.max(precision, 1);
  if (precision > digits.length && digits.length >= point) threshold = digits.length;
  const exponent = digits === "" ? 0 : point - 1;
  if (exponent < -4 || exponent >= threshold) {
    return layOutExponent(decimal, verb === "G" ? "E" : "e", Math.max(digits.length - 1, 0));
  }
  return layOutPlain(decimal, Math.max(digits.length - point, 0));
}

function layOutPlain({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, "0") : "0";
  if (places === 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : "0".repeat(-point) + digits;
  return `${whole}.${fraction.slice(0, places).padEnd(places, "0")}`;
}

function layOutExponent({ digits, point }: Decimal, mark: string, places: number): string {
  const exponent = digits === "" ? 0 : point - 1;
  const head = digits === "" ? "0" : digits[0]!;
  const tail = places > 0 ? `.${digits.slice(1, places + 1).padEnd(places, "0")}` : "";
  return `${head}${tail}${mark}${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function formatBinary(magnitude: number, verb: string, precision: number): string {
  const { mantissa, exponent } = binaryParts(magnitude);
  if (verb === "b") return `${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
  const isUpper = verb === "X";
  let lead = 0n;
  let fraction = 0n;
  let power = 0;
  if (mantissa !== 0n) {
    const shift = 53 - mantissa.toString(2).length;
    const normal = mantissa << BigInt(shift);
    power = exponent - shift + 52;
    lead = 1n;
    fraction = normal & 0xfffffffffffffn;
  }
  let digits = fraction.toString(16).padStart(13, "0");
  if (precision < 0) digits = digits.replace(/0+$/, "");
  else if (precision < 13) {
    const unit = 1n << BigInt(4 * (13 - precision));
    const scaled = (lead << 52n) | fraction;
    const rest = scaled % unit;
    let kept = scaled / unit;
    if (rest * 2n > unit || (rest * 2n === unit && kept % 2n === 1n)) kept++;
    const whole = kept >> BigInt(4 * precision);
    if (whole > 1n) {
      kept >>= 1n;
      power++;
    }
    digits =
      precision === 0
        ? ""
        : (kept & ((1n << BigInt(4 * precision)) - 1n)).toString(16).padStart(precision, "0");
  } else digits = digits.padEnd(precision, "0");
  const text = `0x${lead}${digits === "" ? "" : `.${digits}`}p${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return isUpper ? text.toUpperCase() : text;
}
