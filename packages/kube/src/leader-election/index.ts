/** One active instance among several: a Lease in `coordination.k8s.io` that the holder renews. */
export { type LeaderElectionOptions, runWhileLeader } from "./leader-election.ts";
