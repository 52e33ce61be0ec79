// needle-ts/training: a loop that trains, measures, and saves what it needs to go on.
export type { Batch, Batches, Network } from "./batches.ts";
export { breathe } from "./breathe.ts";
export { loadCheckpoint, type Parts, type Random, type Stateful, saveCheckpoint } from "./checkpoint.ts";
export { type EvaluateOptions, evaluate } from "./evaluate.ts";
export { type CheckpointOptions, type FitOptions, fit } from "./fit.ts";
export { accuracy, type Measured, type Metric, type Metrics } from "./metrics.ts";
export type { EpochRow } from "./record.ts";
