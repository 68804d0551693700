const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A count as the validator's English messages have it: `1,234`. */
export function localCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number as the validator's English messages have it: `1,234.5`, and `1.5×10⁰⁶` from a million on. */
export function localNumber(number: number): string {
  const [digits = "", exponent = "0"] = number.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) {
    const [whole = "", fraction] = String(number).split(".");
    return fraction === undefined
      ? localCount(Number(whole))
      : `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction}`;
  }
  const shown = Array.from(String(Math.abs(power)).padStart(2, "0"), (digit) => raised[Number(digit)]);
  return `${digits}×10${power < 0 ? "⁻" : ""}${shown.join("")}`;
}
