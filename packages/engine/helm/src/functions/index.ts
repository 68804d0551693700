/**
 * The functions that charts may call beside Go's own: Sprig's and Helm's, in families. Those that need a clock,
 * randomness or a limit take them from the environment they are made for. `include`, `tpl`, `lookup`, `required`
 * and `fail` belong to a render and are made there.
 */

import type { GoFunction } from "@sluice/go-template";
import { certificateFunctions } from "./certificates.ts";
import { dateFunctions } from "./dates.ts";
import { defaultFunctions } from "./defaults.ts";
import { dictFunctions } from "./dicts.ts";
import { documentFunctions } from "./documents.ts";
import { encodingFunctions } from "./encodings.ts";
import type { FunctionEnvironment } from "./environment.ts";
import { hashFunctions } from "./hashes.ts";
import { listFunctions } from "./lists.ts";
import { numberFunctions } from "./numbers.ts";
import { pathFunctions } from "./paths.ts";
import { randomFunctions } from "./random.ts";
import { regexFunctions } from "./regex.ts";
import { semverFunctions } from "./semver.ts";
import { stringFunctions } from "./strings.ts";
import { urlFunctions } from "./urls.ts";

export { allocate, type FunctionEnvironment } from "./environment.ts";
export { mergeMaps } from "./merge.ts";
export { baseName, cleanPath } from "./paths.ts";

/** Every function of Sprig and Helm that needs no template set. */
export function chartFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  return new Map([
    ...stringFunctions(env),
    ...numberFunctions(env),
    ...dateFunctions(env),
    ...defaultFunctions,
    ...listFunctions(env),
    ...dictFunctions,
    ...documentFunctions,
    ...encodingFunctions,
    ...hashFunctions(env),
    ...certificateFunctions(env),
    ...randomFunctions(env),
    ...pathFunctions,
    ...regexFunctions(env),
    ...semverFunctions,
    ...urlFunctions,
  ]);
}
