// New tensors: from data, of one number, by rule, at random.
export { fromHost, type ShapeOf, type TensorOptions, tensor } from "./create/data.ts";
export { empty, emptyLike, full, fullLike, ones, onesLike, zeros, zerosLike } from "./create/filled.ts";
export { eye, type MatrixOptions, tri } from "./create/matrices.ts";
export type { Place } from "./create/place.ts";
export { randLike, randnLike } from "./create/random-like.ts";
export { arange, linspace, logspace } from "./create/sequences.ts";
export { parameter, variable } from "./create/variables.ts";
