/**
 * Declares the error codes of a package: code to one sentence saying when it is thrown. Returns the codes as
 * constants, so that a misspelt code does not compile. Each package has one such table, in its `errors.ts`.
 */
export function defineErrorCodes<const T extends Record<string, string>>(
  table: T,
): { readonly [K in keyof T]: K } {
  return Object.fromEntries(Object.keys(table).map((code) => [code, code])) as { [K in keyof T]: K };
}
