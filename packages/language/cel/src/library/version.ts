/** A semantic version. */
export interface Version {
  numbers: [bigint, bigint, bigint];
  prerelease: string[];
  text: string;
}

const strict =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-.]+)?$/;

/** Reads a version; loose ones may have a `v`, leading zeros and fewer than three numbers. */
export function parseVersion(text: string, isLoose: boolean): Version | undefined {
  let candidate = text;
  if (isLoose) {
    candidate = candidate.replace(/^v/, "");
    const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)$/s.exec(candidate);
    if (match !== null) {
      const numbers = [match[1], match[2] ?? "0", match[3] ?? "0"].map((part) =>
        part!.replace(/^0+(?=\d)/, ""),
      );
      candidate = `${numbers.join(".")}${match[4]}`;
    }
  }
  const match = strict.exec(candidate);
  if (match === null) return undefined;
  return {
    numbers: [BigInt(match[1]!), BigInt(match[2]!), BigInt(match[3]!)],
    prerelease: match[4] === undefined ? [] : match[4].split("."),
    text: candidate,
  };
}

export function isVersion(text: string, isLoose: boolean): boolean {
  return parseVersion(text, isLoose) !== undefined;
}

/** Precedence by the rules of semantic versions. */
export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < 3; index++) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index]! < b.numbers[index]! ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return Math.sign(b.prerelease.length - a.prerelease.length);
  }
  for (let index = 0; index < Math.max(a.prerelease.length, b.prerelease.length); index++) {
    const left = a.prerelease[index];
    const right = b.prerelease[index];
    if (left === right) continue;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const areNumbers = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (areNumbers[0] && areNumbers[1]) return BigInt(left) < BigInt(right) ? -1 : 1;
    if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
