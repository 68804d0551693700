/**
 * Tar archives, gzipped or not: reading them into a `FileTree` within limits, and writing them so that the same
 * files always give the same bytes. Nothing is written to disk here, so no name in an archive can reach a place
 * outside its tree. Callers with much to unpack do it in a worker.
 */

export { type ArchiveLimits, defaultArchiveLimits } from "./limits.ts";
export { compareBytewise, type PackEntry, packTar, packTarGz, treeEntries } from "./pack.ts";
export { type LinkPolicy, type TarEntry, type TarOptions, TarParser } from "./tar-parser.ts";
export { unpackTar, unpackTarGz, unpackTarGzStream } from "./unpack.ts";
