// needle-ts/optim: how parameters change.
export { Adagrad, type AdagradRates } from "./adagrad.ts";
export { Adam, type AdamRates, AdamW } from "./adam.ts";
export { MovingAverage } from "./average.ts";
export { clipGradNorm, clipGradValue } from "./clip.ts";
export { type Group, Optimizer, type OptimizerState, type Parameters, type Rates } from "./optimizer.ts";
export { RMSprop, type RMSpropRates } from "./rmsprop.ts";
export {
  cosineRate,
  exponentialRate,
  inTurn,
  lambdaRate,
  linearRate,
  multiStepRate,
  oneCycleRate,
  type PlateauOptions,
  type Rate,
  ReduceOnPlateau,
  Schedule,
  stepRate,
  together,
} from "./schedules.ts";
export { SGD, type SGDRates } from "./sgd.ts";
