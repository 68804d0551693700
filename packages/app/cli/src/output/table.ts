/** Rows in columns padded to their width, each cell followed by a tab, headers in capitals (CLI-13). */
export function formatTable(
  header: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
): string {
  const lines = header === undefined ? rows : [header.map((name) => name.toUpperCase()), ...rows];
  const widths = (lines[0] ?? []).map((_cell, column) =>
    Math.max(...lines.map((line) => width(line[column] ?? ""))),
  );
  return lines
    .map(
      (line) =>
        `${line.map((cell, column) => `${cell}${" ".repeat((widths[column] as number) - width(cell))}\t`).join("")}\n`,
    )
    .join("");
}

const width = (text: string): number => [...text].length;

/** Cuts every hash in a text to 8 characters (CLI-12). */
export function shortenHashes(text: string): string {
  return text.replace(/\b[a-f0-9]{40,128}\b/g, (hash) => hash.slice(0, 8));
}
