const newline = 10;

/** Splits a stream of bytes into its lines, whatever the chunks; empty lines are left out. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      pending.push(chunk.subarray(start, end));
      const line = decoder.decode(pending.length === 1 ? pending[0] : Buffer.concat(pending));
      pending = [];
      start = end + 1;
      if (line.trim() !== "") yield line;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  const rest = decoder.decode(Buffer.concat(pending));
  if (rest.trim() !== "") yield rest;
}
