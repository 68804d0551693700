import { SluiceError } from "@sluice/base/errors";
import { envsubstErrors } from "./errors.ts";
import { applyOperator } from "./operators.ts";
import { type Operation, type Piece, parse } from "./parse.ts";

/** The values of variables by name. */
export type Variables = ReadonlyMap<string, string> | Readonly<Record<string, string>>;

/** How variables that are not set are taken. */
export interface SubstituteOptions {
  /** True: they are an error, unless the expression gives a default. False: they are empty. */
  strict: boolean;
  /** Most UTF-16 units of the result; default 64 Mi. */
  maxLength?: number;
}

const defaultMaxLength = 64 * 1024 * 1024;
const namePattern = "^[_[:alpha:]][_[:alpha:][:digit:]]*$";

/**
 * Replaces the expressions of a text, as Flux's post-build substitution does. Throws ENVSUBST_SYNTAX, and
 * ENVSUBST_NOT_SET in strict mode, with upstream's texts. Source: fluxcd/pkg:envsubst; KC-106 to KC-110.
 */
export function substitute(text: string, variables: Variables, options: SubstituteOptions): string {
  if (!text.includes("$")) return text;
  return new Evaluation(variables, options).text(parse(text));
}

/** Refuses names that expressions cannot hold, KC-105. Throws ENVSUBST_NAME. */
export function assertVariableName(name: string): void {
  if (/^[_A-Za-z][_A-Za-z0-9]*$/.test(name)) return;
  throw new SluiceError(
    envsubstErrors.ENVSUBST_NAME,
    `'${name}' var name is invalid, must match '${namePattern}'`,
    {
      fieldPath: "postBuild.substitute",
      hint: "use letters, digits and underscores, and begin with no digit",
    },
  );
}

class Evaluation {
  private readonly variables: Variables;
  private readonly strict: boolean;
  private readonly maxLength: number;

  constructor(variables: Variables, options: SubstituteOptions) {
    this.variables = variables;
    this.strict = options.strict;
    this.maxLength = options.maxLength ?? defaultMaxLength;
  }

  text(pieces: readonly Piece[]): string {
    const parts: string[] = [];
    let length = 0;
    for (const piece of pieces) {
      const part = this.piece(piece);
      length += part.length;
      if (length > this.maxLength) throw this.tooLong();
      parts.push(part);
    }
    return parts.join("");
  }

  private piece(piece: Piece): string {
    return typeof piece === "string" ? piece : this.operation(piece);
  }

  private operation({ name, operator, args }: Operation): string {
    const values = args.map((arg) => this.piece(arg));
    const value = this.lookup(name);
    if (value === undefined && this.strict && operator !== "default") {
      throw new SluiceError(
        envsubstErrors.ENVSUBST_NOT_SET,
        `variable not set (strict mode): ${JSON.stringify(name)}`,
        {
          fieldPath: name,
          hint: `set it in postBuild, or give a default: \${${name}:=value}`,
        },
      );
    }
    // An operator that puts a text between all characters multiplies lengths: stop before it does.
    const known = value ?? "";
    if (operator === "//" && (known.length + 1) * ((values[1]?.length ?? 0) + 1) > this.maxLength * 2)
      throw this.tooLong();
    return applyOperator(operator, known, values);
  }

  private lookup(name: string): string | undefined {
    const { variables } = this;
    if (variables instanceof Map) return variables.get(name);
    const record = variables as Readonly<Record<string, string>>;
    return Object.hasOwn(record, name) ? record[name] : undefined;
  }

  private tooLong(): SluiceError {
    return new SluiceError(
      envsubstErrors.ENVSUBST_LIMIT,
      `the substituted text is longer than ${this.maxLength} characters`,
    );
  }
}
