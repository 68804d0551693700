import { quoteText } from "@sluice/go-template";

/** A failure at a place of the value; `causes` say why, where the failure is made of others. */
export interface SchemaIssue {
  /** Keys and indexes from the root of the value. */
  readonly at: readonly string[];
  readonly message: string;
  readonly causes: readonly SchemaIssue[];
  /** A reference with a single cause is not shown itself. */
  readonly isReference?: boolean;
  /** Several failures of one schema, shown one by one. */
  readonly isGroup?: boolean;
}

/** The lines that Helm prints, without a line break at the end. */
export function formatIssues(issues: readonly SchemaIssue[]): string {
  const lines: string[] = [];
  const show = (issue: SchemaIssue, indent: number) => {
    let depth = indent;
    const isHidden = issue.isReference === true && issue.causes.length === 1;
    if (!isHidden) {
      lines.push(`${"  ".repeat(indent)}- at ${quoted(pointer(issue.at))}: ${issue.message}`);
      depth++;
    }
    for (const cause of issue.causes) show(cause, depth);
  };
  for (const issue of issues) show(issue, 0);
  return lines.join("\n");
}

/** A text in single quotes, as the validator's messages have it. */
export function quoted(text: string): string {
  return `'${quoteText(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function pointer(at: readonly string[]): string {
  return at.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
