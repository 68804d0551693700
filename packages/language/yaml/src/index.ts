/**
 * YAML as Go reads and prints it. Whoever shares a document with kubectl, Helm, Flux (`v2` rules) or kustomize (`v3`
 * rules) reads it with `parseYaml` and prints it with `printYaml`: the same values, the same bytes, the same words in
 * errors. Reading is limited in size, depth and alias expansion, and keys such as `__proto__` are ordinary keys.
 * It never keeps comments: where those matter, use a parser that does.
 */
export { yamlErrors } from "./errors.ts";
export { formatNumber } from "./format-number.ts";
export {
  type ParseOptions,
  parseYaml,
  parseYamlDocuments,
  parseYamlNode,
  parseYamlNodes,
  type YamlDocument,
} from "./parse-yaml.ts";
export { type PrintOptions, printYaml } from "./printer.ts";
export { type ResolvedScalar, resolveScalar, type YamlFlavour } from "./resolve-scalar.ts";
export { compareKeys, sortKeys } from "./sort-keys.ts";
export { type ScalarTag, type YamlMap, type YamlNode, YamlScalar } from "./yaml-scalar.ts";
