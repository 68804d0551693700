import { object, optional, string, type TypeOf } from "../schema/index.ts";

const exactlyOneMatch = [{ required: ["exact"] }, { required: ["prefix"] }, { required: ["regex"] }];
const noMatch = { not: { anyOf: exactlyOneMatch } };

/** Text as the mesh's own API declares it, with the format repeated. */
export function meshString(description: string) {
  return string(description, { format: "string" });
}

const matchFields = {
  exact: optional(meshString("The text must be this.")),
  prefix: optional(meshString("The text must begin with this.")),
  regex: optional(meshString("The text must match this regular expression.")),
};

/** A match on text: at most one of its fields is set. */
export function stringMatch(description: string) {
  return object(description, matchFields, { oneOf: [noMatch, ...exactlyOneMatch] });
}

/** The same, with the format of its fields left out. */
export function plainStringMatch(description: string) {
  return object(
    description,
    {
      exact: optional(string("The text must be this.")),
      prefix: optional(string("The text must begin with this.")),
      regex: optional(string("The text must match this regular expression.")),
    },
    { oneOf: [noMatch, ...exactlyOneMatch] },
  );
}

/** A match on text: exactly one of its fields is set. */
export function strictStringMatch(description: string) {
  return object(description, matchFields, { oneOf: exactlyOneMatch });
}

/** The same, with a match on the end of the text. */
export function strictStringOrSuffixMatch(description: string) {
  return object(
    description,
    { ...matchFields, suffix: optional(meshString("The text must end with this.")) },
    {
      oneOf: [
        { required: ["exact"] },
        { required: ["prefix"] },
        { required: ["suffix"] },
        { required: ["regex"] },
      ],
    },
  );
}

/** `{exact?, prefix?, regex?}`. */
export type StringMatch = TypeOf<ReturnType<typeof stringMatch>>;
