/**
 * Whose behaviour is wanted where versions of Helm differ: 3.21, 4.1 or 4.2.
 *
 * - 3.21: `.Chart` is a struct, failures are one line, `values.yaml` is one document, no `mustToYaml`.
 * - 4.1: `.Chart` is a map, failures are laid out in lines.
 * - 4.2: as 4.1, and nulls in a chart's default values are dropped, documents keep their trailing blank lines.
 */
export type HelmFlavour = "3.21" | "4.1" | "4.2";

/** Used where a caller names none. */
export const defaultFlavour: HelmFlavour = "4.2";
