/** A node of a parsed expression; `at` is the offset in the source. */
export type Expr = { at: number } & (
  | { kind: "literal"; value: null | boolean | string | bigint | number | Uint8Array | { uint: bigint } }
  | { kind: "name"; name: string }
  | { kind: "select"; target: Expr; field: string; isOptional: boolean; isTest: boolean }
  | { kind: "index"; target: Expr; index: Expr; isOptional: boolean }
  | { kind: "call"; name: string; target: Expr | undefined; args: Expr[] }
  | { kind: "list"; items: { value: Expr; isOptional: boolean }[] }
  | { kind: "map"; entries: { key: Expr; value: Expr; isOptional: boolean }[] }
  | { kind: "message"; typeName: string; entries: { field: string; value: Expr }[] }
  | { kind: "and" | "or"; left: Expr; right: Expr }
  | { kind: "condition"; test: Expr; then: Expr; otherwise: Expr }
  | { kind: "macro"; name: MacroName; target: Expr | undefined; variables: string[]; args: Expr[] }
);

/** Macros that bind variables. */
export type MacroName =
  | "all"
  | "exists"
  | "exists_one"
  | "map"
  | "filter"
  | "bind"
  | "optMap"
  | "optFlatMap"
  | "transformList"
  | "transformMap"
  | "transformMapEntry";
