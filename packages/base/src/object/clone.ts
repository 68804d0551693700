/** A deep copy of plain JSON data; keys such as `__proto__` stay ordinary keys. */
export function deepClone<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => deepClone(item)) as T;
  // A spread defines own properties one by one, so no key can reach the prototype; the loop only replaces them.
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  for (const key of Object.keys(copy)) {
    const item = copy[key];
    if (typeof item === "object" && item !== null) {
      if (key === "__proto__") {
        Object.defineProperty(copy, key, {
          value: deepClone(item),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      } else {
        copy[key] = deepClone(item);
      }
    }
  }
  return copy as T;
}
