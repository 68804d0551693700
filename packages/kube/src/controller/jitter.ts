/** Spreads an interval by up to `percentage` in both directions, so that objects created together drift apart. */
export function addJitter(
  intervalMs: number,
  percentage: number,
  random: () => number = Math.random,
): number {
  return intervalMs * (1 + (percentage / 100) * (2 * random() - 1));
}
