/**
 * Variable substitution in texts, as `postBuild` of a Flux Kustomization does it: `${name}`, defaults, substrings,
 * case, trimming and replacing. The kustomize controller and the CLI call it on each built object. It reads no
 * environment: variables are passed in.
 */
export { envsubstErrors } from "./errors.ts";
export { assertVariableName, type SubstituteOptions, substitute, type Variables } from "./substitute.ts";
