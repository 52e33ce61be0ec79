// Methods that choose, order, count, compare or multiply: what their literal shapes become.
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "./expect.test-d.ts";

declare const line: Tensor<[5]>;
declare const a: Tensor<[2, 3]>;
declare const row: Tensor<[1, 3]>;
declare const square: Tensor<[4, 4]>;
declare const left: Tensor<[4, 2]>;
declare const right: Tensor<[2, 4]>;
declare const images: Tensor<[8, 3, 4]>;
declare const ids: Tensor<[2, 7]>;

export const results = {
  argsort: a.argsort(0),
  sort: a.sort().values,
  topk: images.topk(2, 1).indices,
  kthvalue: images.kthvalue(1, 1).values,
  quantile: images.quantile(0.5, [0, 2]),
  norm: images.norm(2, -1, { keepdim: true }),
  searchsorted: line.searchsorted(a),
  bincount: line.bincount(9),
  histogram: a.histogram(10),
  flip: a.flip(0),
  roll: a.roll(1, 0),
  diff: images.diff(1),
  gather: a.gather(1, ids),
  takeAlong: a.takeAlong(ids, 1),
  indexSelect: images.indexSelect(1, line),
  indexAdd: images.indexAdd(0, line, images),
  scatter: a.scatter(1, ids, 0),
  scatterAdd: a.scatterAdd(1, ids, 1),
  maskedFill: a.maskedFill(a, 0),
  clamp: a.clamp(0, 1),
  nanToNum: a.nanToNum(),
  isClose: a.isClose(row),
  outer: line.outer(line),
  trace: images.trace(),
  cross: a.cross(a),
  addmm: square.addmm(left, right),
  cosineSimilarity: a.cosineSimilarity(a, 0),
  pairwiseDistance: a.pairwiseDistance(a),
  inner: square.inner(images),
  interp: a.interp(line, line),
  expandAs: line.expandAs(line),
};
type Results = typeof results;

export type Right = [
  Expect<Equal<Results["argsort"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["sort"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["topk"], Tensor<[8, 2, 4]>>>,
  Expect<Equal<Results["kthvalue"], Tensor<[8, 4]>>>,
  Expect<Equal<Results["quantile"], Tensor<[3]>>>,
  Expect<Equal<Results["norm"], Tensor<[8, 3, 1]>>>,
  Expect<Equal<Results["searchsorted"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["bincount"], Tensor<[9]>>>,
  Expect<Equal<Results["histogram"], Tensor<[10]>>>,
  Expect<Equal<Results["flip"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["roll"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["diff"], Tensor<[8, number, 4]>>>,
  Expect<Equal<Results["gather"], Tensor<[2, 7]>>>,
  Expect<Equal<Results["takeAlong"], Tensor<[2, 7]>>>,
  Expect<Equal<Results["indexSelect"], Tensor<[8, 5, 4]>>>,
  Expect<Equal<Results["indexAdd"], Tensor<[8, 3, 4]>>>,
  Expect<Equal<Results["scatter"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["scatterAdd"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["maskedFill"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["clamp"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["nanToNum"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["isClose"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["outer"], Tensor<[5, 5]>>>,
  Expect<Equal<Results["trace"], Tensor<[8]>>>,
  Expect<Equal<Results["cross"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["addmm"], Tensor<[4, 4]>>>,
  Expect<Equal<Results["cosineSimilarity"], Tensor<[3]>>>,
  Expect<Equal<Results["pairwiseDistance"], Tensor<[2]>>>,
  Expect<Equal<Results["inner"], Tensor<[4, 8, 3]>>>,
  Expect<Equal<Results["interp"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["expandAs"], Tensor<[5]>>>,
];

// @ts-expect-error: inner sizes differ
square.addmm(square, right);
// @ts-expect-error: there is no axis 2
a.gather(2, ids);
// @ts-expect-error: there is no axis -3
a.scatter(-3, ids, 0);
// @ts-expect-error: 3 columns and 4 columns
a.pairwiseDistance(square);
// @ts-expect-error: 5 is not 3
a.cross(line);
