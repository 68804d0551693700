/** A file beside an artifact. */
export interface StoredFile {
  name: string;
  writtenAtMs: number;
}

/**
 * The files that may go (ST-10): first those that were written longer ago than `retentionMs`; then, when more than
 * `retentionRecords` are left, the oldest until that many remain. The current one counts and never goes.
 */
export function chooseGarbage(
  files: readonly StoredFile[],
  options: { current: string; nowMs: number; retentionMs: number; retentionRecords: number },
): string[] {
  const { current, nowMs, retentionMs, retentionRecords } = options;
  const isExpired = (file: StoredFile): boolean =>
    file.name !== current && nowMs - file.writtenAtMs > retentionMs;
  const garbage = files.filter(isExpired).map((file) => file.name);
  const young = files.filter((file) => !isExpired(file)).sort((a, b) => a.writtenAtMs - b.writtenAtMs);
  let left = young.length;
  for (const file of young) {
    if (left <= retentionRecords) break;
    if (file.name === current) continue;
    garbage.push(file.name);
    left--;
  }
  return garbage;
}
