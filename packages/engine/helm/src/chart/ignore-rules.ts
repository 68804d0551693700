import { SluiceError } from "@sluice/base/errors";
import { helmErrors } from "../errors.ts";
import { baseName } from "../functions/paths.ts";
import { trimSpace } from "../text/letters.ts";
import { compileMatch } from "../text/match.ts";

interface Rule {
  readonly isNegated: boolean;
  readonly needsDirectory: boolean;
  readonly matches: (path: string) => boolean;
}

/**
 * The rules of a `.helmignore` text, and Helm's own for hidden files below `templates/`. Returns a function that
 * tells whether a path is left out. Throws CHART_INVALID for a pattern that is none.
 */
export function parseIgnoreRules(text: string): (path: string, isDirectory: boolean) => boolean {
  const rules = [...text.split(/\r?\n/), "templates/.?*"].map(parseRule).filter((rule) => rule !== undefined);
  return (path, isDirectory) => {
    for (const rule of rules) {
      const isMatch = (!rule.needsDirectory || isDirectory) && rule.matches(path);
      // A negated rule leaves out whatever it does not match, at once; that is how Helm reads it.
      if (rule.isNegated ? !isMatch : isMatch) return true;
    }
    return false;
  };
}

function parseRule(line: string): Rule | undefined {
  const text = trimSpace(line);
  if (text === "" || text.startsWith("#")) return undefined;
  if (text.includes("**")) throw invalid("double-star (**) syntax is not supported", text);
  const isNegated = text.startsWith("!");
  let pattern = isNegated ? text.slice(1) : text;
  const needsDirectory = pattern.endsWith("/");
  if (needsDirectory) pattern = pattern.slice(0, -1);
  const isAnchored = pattern.startsWith("/");
  const isPath = isAnchored || pattern.includes("/");
  const match = compileMatch(isAnchored ? pattern.slice(1) : pattern);
  if (match === undefined) throw invalid("syntax error in pattern", text);
  return { isNegated, needsDirectory, matches: (path) => match(isPath ? path : baseName(path)) };
}

function invalid(message: string, rule: string): SluiceError {
  return new SluiceError(helmErrors.CHART_INVALID, message, {
    terminal: true,
    hint: `in the rule ${JSON.stringify(rule)}`,
    location: { path: ".helmignore" },
  });
}
