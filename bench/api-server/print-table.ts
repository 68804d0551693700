/** Rows of a measurement: what, how much, what it should be. */
export type Row = [what: string, value: number | string, target: string];

/** Prints a table to standard output. */
export function printTable(title: string, rows: readonly Row[]): void {
  const width = Math.max(...rows.map(([what]) => what.length));
  const lines = rows.map(
    ([what, value, target]) => `${what.padEnd(width)}  ${String(value).padStart(12)}  ${target}`,
  );
  process.stdout.write(`${title}\n${lines.join("\n")}\n`);
}

/** Operations in a second. */
export function rate(count: number, milliseconds: number): number {
  return Math.round((count * 1000) / milliseconds);
}
