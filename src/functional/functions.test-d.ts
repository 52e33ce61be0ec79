// Functions that make and join tensors, and those over one and three spatial axes: what literal shapes become.
import {
  arange,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  logspace,
  onesLike,
  randLike,
  randnLike,
  tri,
  zerosLike,
} from "../create.ts";
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "../types/expect.test-d.ts";
import { conv3d, convTranspose1d, convTranspose3d } from "./convolution.ts";
import { concat, div, hstack, meshgrid, pow, softmaxLoss, sub, vstack } from "./index.ts";
import { adaptiveAvgPool1d, adaptiveAvgPool3d, avgPool1d, avgPool3d, maxPool1d, maxPool3d } from "./pooling.ts";

declare const line: Tensor<[5]>;
declare const a: Tensor<[2, 3]>;
declare const signal: Tensor<[8, 3, 32]>;
declare const volume: Tensor<[8, 3, 16, 16, 16]>;

export const results = {
  arange: arange(7),
  empty: empty([2, 3]),
  emptyLike: emptyLike(a),
  eye: eye(4),
  full: full([2, 3], 1),
  fullLike: fullLike(a, 1),
  linspace: linspace(0, 1, 9),
  logspace: logspace(0, 1, 9),
  onesLike: onesLike(a),
  zerosLike: zerosLike(a),
  randLike: randLike(a),
  randnLike: randnLike(a),
  tri: tri(3),
  concat: concat([a, a], 1),
  hstack: hstack([a, a]),
  vstack: vstack([line, line]),
  meshgrid: meshgrid([line, line]),
  pow: pow(2, a),
  sub: sub(line, line.unsqueeze(1)),
  div: div(a, a),
  softmaxLoss: softmaxLoss(a, line),
  maxPool1d: maxPool1d(signal, 2),
  avgPool1d: avgPool1d(signal, 3, { stride: 2, padding: 1 }),
  adaptiveAvgPool1d: adaptiveAvgPool1d(signal, 4),
  maxPool3d: maxPool3d(volume, 2),
  avgPool3d: avgPool3d(volume, [2, 4, 8]),
  adaptiveAvgPool3d: adaptiveAvgPool3d(volume, 1),
  conv3d: conv3d(volume, null as unknown as Tensor<[6, 3, 3, 3, 3]>, { padding: 1 }),
  convTranspose1d: convTranspose1d(signal, null as unknown as Tensor<[3, 6, 4]>, { stride: 2, padding: 1 }),
  convTranspose3d: convTranspose3d(volume, null as unknown as Tensor<[3, 6, 2, 2, 2]>, { stride: 2 }),
};
type Results = typeof results;

export type Right = [
  Expect<Equal<Results["arange"], Tensor<[7]>>>,
  Expect<Equal<Results["empty"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["emptyLike"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["eye"], Tensor<[4, 4]>>>,
  Expect<Equal<Results["full"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["fullLike"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["linspace"], Tensor<[9]>>>,
  Expect<Equal<Results["logspace"], Tensor<[9]>>>,
  Expect<Equal<Results["onesLike"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["zerosLike"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["randLike"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["randnLike"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["tri"], Tensor<[3, 3]>>>,
  Expect<Equal<Results["concat"], Tensor<[2, 6]>>>,
  Expect<Equal<Results["hstack"], Tensor<[2, 6]>>>,
  Expect<Equal<Results["vstack"], Tensor<[2, 5]>>>,
  Expect<Equal<Results["meshgrid"], [Tensor<[5, 5]>, Tensor<[5, 5]>]>>,
  Expect<Equal<Results["pow"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["sub"], Tensor<[5, 5]>>>,
  Expect<Equal<Results["div"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["softmaxLoss"], Tensor<[]>>>,
  Expect<Equal<Results["maxPool1d"], Tensor<[8, 3, 16]>>>,
  Expect<Equal<Results["avgPool1d"], Tensor<[8, 3, 16]>>>,
  Expect<Equal<Results["adaptiveAvgPool1d"], Tensor<[8, 3, 4]>>>,
  Expect<Equal<Results["maxPool3d"], Tensor<[8, 3, 8, 8, 8]>>>,
  Expect<Equal<Results["avgPool3d"], Tensor<[8, 3, 8, 4, 2]>>>,
  Expect<Equal<Results["adaptiveAvgPool3d"], Tensor<[8, 3, 1, 1, 1]>>>,
  Expect<Equal<Results["conv3d"], Tensor<[8, 6, 16, 16, 16]>>>,
  Expect<Equal<Results["convTranspose1d"], Tensor<[8, 6, 64]>>>,
  Expect<Equal<Results["convTranspose3d"], Tensor<[8, 6, 32, 32, 32]>>>,
];

// @ts-expect-error: 3 columns and 5 columns
sub(a, line);
