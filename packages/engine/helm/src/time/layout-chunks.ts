/** An element of a Go layout, named by how the reference time writes it. */
export type LayoutElement =
  | "2006"
  | "06"
  | "January"
  | "Jan"
  | "1"
  | "01"
  | "Monday"
  | "Mon"
  | "2"
  | "_2"
  | "02"
  | "002"
  | "__2"
  | "15"
  | "3"
  | "03"
  | "4"
  | "04"
  | "5"
  | "05"
  | "PM"
  | "pm"
  | "MST"
  | "Z0700"
  | "Z07:00"
  | "Z07"
  | "Z070000"
  | "Z07:00:00"
  | "-0700"
  | "-07:00"
  | "-07"
  | "-070000"
  | "-07:00:00"
  | "fraction";

/** A piece of a layout: literal text, or an element with the text that stands for it. */
export type LayoutChunk =
  | { readonly literal: string }
  | { readonly element: LayoutElement; readonly text: string };

const elements = new RegExp(
  [
    "January|Jan(?![a-z])|Jan(?=uary)",
    "Monday|Mon(?![a-z])",
    "MST",
    "2006|__2|002|06",
    "01|02|03|04|05|_2(?!006)",
    "15",
    "PM|pm",
    "-07:00:00|-070000|-07:00|-0700|-07",
    "Z07:00:00|Z070000|Z07:00|Z0700|Z07",
    "[.,]0+(?![0-9])|[.,]9+(?![0-9])",
    "1|2|3|4|5",
  ].join("|"),
  "g",
);

/** Cuts a layout into literals and elements. */
export function layoutChunks(layout: string): LayoutChunk[] {
  const chunks: LayoutChunk[] = [];
  let from = 0;
  for (const match of layout.matchAll(elements)) {
    const text = match[0];
    const isFraction = text[0] === "." || text[0] === ",";
    if (match.index > from) chunks.push({ literal: layout.slice(from, match.index) });
    chunks.push({ element: isFraction ? "fraction" : (text as LayoutElement), text });
    from = match.index + text.length;
  }
  if (from < layout.length) chunks.push({ literal: layout.slice(from) });
  return chunks;
}
