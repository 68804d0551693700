import { SluiceError } from "@sluice/base/errors";
import { envsubstErrors } from "./errors.ts";

/** A piece of a template: text, or an operation on a variable. */
export type Piece = string | Operation;

/** `${name}` with an operator and its arguments; the plain form has the operator `""`. */
export interface Operation {
  name: string;
  operator: string;
  args: readonly Piece[];
}

const maxDepth = 200;
const nameCharacter = /[\p{L}\p{Nd}_]/u;

/**
 * Reads a template, KC-108. `$${x}` is the text `${x}`, `$x` is text. Throws ENVSUBST_SYNTAX in upstream's words
 * for any malformed `${…}`. Source: fluxcd/pkg:envsubst/parse.
 */
export function parse(text: string): Piece[] {
  return new Parser(text).template();
}

class Parser {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  template(): Piece[] {
    const { text } = this;
    const pieces: Piece[] = [];
    let literal = "";
    for (;;) {
      const dollar = text.indexOf("$", this.at);
      if (dollar < 0) {
        literal += text.slice(this.at);
        break;
      }
      literal += text.slice(this.at, dollar);
      const next = text[dollar + 1];
      if (next === "{") {
        if (literal !== "") pieces.push(literal);
        literal = "";
        this.at = dollar + 2;
        pieces.push(this.expression());
      } else {
        literal += "$";
        this.at = dollar + (next === "$" ? 2 : 1);
      }
    }
    if (literal !== "") pieces.push(literal);
    return pieces;
  }

  /** What follows `${`, up to and with its closing brace. */
  private expression(): Operation {
    if (++this.depth > maxDepth) {
      throw new SluiceError(
        envsubstErrors.ENVSUBST_LIMIT,
        `expressions are nested deeper than ${maxDepth} levels`,
      );
    }
    const operation = this.text[this.at] === "#" ? this.length() : this.named();
    this.depth--;
    return operation;
  }

  private length(): Operation {
    this.at++;
    const name = this.name();
    if (name === "") throw this.problem("bad substitution");
    this.close();
    return { name, operator: "length", args: [] };
  }

  private named(): Operation {
    const name = this.name();
    if (name === "") throw this.problem("unable to parse variable name");
    switch (this.text[this.at]) {
      case ":":
        return "=-?+".includes(this.text[this.at + 1] ?? " ")
          ? this.withDefault(name, 2)
          : this.substring(name);
      case "=":
        return this.withDefault(name, 1);
      case ",":
      case "^":
        return this.casing(name);
      case "/":
        return this.replacement(name);
      case "#":
      case "%":
        return this.removal(name);
      case "}":
        this.at++;
        return { name, operator: "", args: [] };
      default:
        throw this.problem("missing closing brace");
    }
  }

  private withDefault(name: string, width: number): Operation {
    this.at += width;
    const args: Piece[] = [];
    while (this.text[this.at] !== "}") args.push(this.argument("}", false));
    this.at++;
    return { name, operator: "default", args };
  }

  private substring(name: string): Operation {
    // Upstream's scanner loses its place before the end of the text and before what is not ASCII.
    if (!(this.text.charCodeAt(this.at + 1) < 128)) throw this.problem("bad substitution");
    this.at++;
    const args = [this.argument(":}", false)];
    if (this.text[this.at] === ":") {
      while (this.text[this.at] === ":") this.at++;
      args.push(this.argument("}", false));
    }
    this.close();
    return { name, operator: ":", args };
  }

  private casing(name: string): Operation {
    let operator = "";
    while (operator.length < 2 && ",^".includes(this.text[this.at] ?? " ")) operator += this.text[this.at++];
    this.close();
    return { name, operator, args: [] };
  }

  private removal(name: string): Operation {
    const mark = this.text[this.at] as string;
    let operator = "";
    while (operator.length < 2 && this.text[this.at] === mark) operator += this.text[this.at++];
    const args = [this.argument("}", false)];
    this.close();
    return { name, operator, args };
  }

  private replacement(name: string): Operation {
    let operator = this.text[this.at++] as string;
    if ("/#%".includes(this.text[this.at] ?? " ")) operator += this.text[this.at++];
    const args = [this.argument("/", true)];
    if (this.text[this.at] !== "/") throw this.problem("bad substitution");
    while (this.text[this.at] === "/") this.at++;
    if (this.text[this.at] !== "}") args.push(this.argument("}", true));
    this.close();
    return { name, operator, args };
  }

  /** One text or one nested expression; texts end at one of `stops` or at a nested expression. */
  private argument(stops: string, unescapes: boolean): Piece {
    const { text } = this;
    if (text.startsWith("${", this.at)) {
      this.at += 2;
      return this.expression();
    }
    const start = this.at;
    let result = "";
    for (; this.at < text.length; this.at++) {
      const char = text[this.at] as string;
      const next = text[this.at + 1];
      if (char === "$" && next === "{") break;
      if (
        unescapes &&
        ((char === "$" && next === "$") || (char === "\\" && (next === "/" || next === "\\")))
      ) {
        result += next;
        this.at++;
        continue;
      }
      if (stops.includes(char)) break;
      result += char;
    }
    if (this.at === start) throw this.problem("unable to parse substitution within function");
    return result;
  }

  private name(): string {
    const start = this.at;
    while (this.at < this.text.length) {
      const code = this.text.codePointAt(this.at) as number;
      const char = String.fromCodePoint(code);
      if (!nameCharacter.test(char)) break;
      this.at += char.length;
    }
    return this.text.slice(start, this.at);
  }

  private close(): void {
    if (this.text[this.at] !== "}") throw this.problem("bad substitution");
    this.at++;
  }

  private problem(message: string): SluiceError {
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    return new SluiceError(envsubstErrors.ENVSUBST_SYNTAX, message, {
      location: { path: "", line, column: this.at - before.lastIndexOf("\n") },
      hint: "write $${…} for text that looks like a variable, or set kustomize.toolkit.fluxcd.io/substitute: disabled",
    });
  }
}
