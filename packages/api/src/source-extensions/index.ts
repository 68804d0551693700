/**
 * The kind of `source.extensions.fluxcd.io`: ArtifactGenerator, artifacts composed out of the files of sources.
 */

export {
  type ArtifactGenerator,
  type ArtifactGeneratorSpec,
  type ArtifactGeneratorStatus,
  artifactGeneratorKind,
  sourceExtensionsGroup,
} from "./artifact-generator.ts";
