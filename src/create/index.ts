// New tensors: from data, of one number, by rule, at random.
export { fromHost, type Numbers, type ShapeOf, type TensorOptions, tensor } from "./data.ts";
export { empty, emptyLike, full, fullLike, ones, onesLike, zeros, zerosLike } from "./filled.ts";
export { eye, type MatrixOptions, tri } from "./matrices.ts";
export type { Place } from "./place.ts";
export { randLike, randnLike } from "./random-like.ts";
export { arange, linspace, logspace } from "./sequences.ts";
export { parameter, variable } from "./variables.ts";
