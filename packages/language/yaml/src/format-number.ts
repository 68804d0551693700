const minInteger = -(2n ** 63n);
const maxInteger = 2n ** 64n - 1n;

/**
 * A number as Go prints it on the way through JSON into YAML: integers that fit 64 bits in digits, all else in the
 * shortest form that reads back, with an exponent below 1e-4 and from 1e6 on.
 */
export function formatNumber(value: number | bigint): string {
  if (typeof value === "bigint") {
    return value >= minInteger && value <= maxInteger ? String(value) : shortest(Number(value));
  }
  if (Number.isInteger(value)) {
    if (value === 0) return "0";
    if (Math.abs(value) < 1e18) return String(value);
    if (Math.abs(value) < 1e21) {
      const exact = BigInt(String(value));
      if (exact >= minInteger && exact <= maxInteger) return String(value);
    }
  }
  return shortest(value);
}

function shortest(value: number): string {
  const [mantissa, exponentText] = value.toExponential().split("e") as [string, string];
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value); // JavaScript writes these without an exponent too, down to 1e-6.
  const size = Math.abs(exponent);
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${size < 10 ? "0" : ""}${size}`;
}
