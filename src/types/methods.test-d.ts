// The methods as users call them: with literal shapes, with unknown ones, and wrongly.
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Mutable, Shape } from "./shape.ts";

declare function zeros<const S extends Shape>(shape: S): Tensor<Mutable<S>>;
declare const n: number;
declare const anything: Tensor;

const a = zeros([2, 3]);
const images = zeros([8, 3, 4]);
const batch = zeros([n, 784]);

export const results = {
  add: a.add(zeros([3])),
  number: a.mul(2),
  both: zeros([5, 1, 3]).sub(a),
  compared: a.lt(a),
  matmul: zeros([32, 784]).matmul(zeros([784, 10])),
  batched: images.matmul(zeros([4, 5])),
  sum: a.sum(),
  rows: a.sum(-1, { keepdim: true }),
  axes: images.mean([0, -1]),
  permuted: images.permute(2, 0, 1),
  transposed: images.transpose(),
  swapped: images.transpose(0, -1),
  reshaped: images.reshape([4, -1]),
  expanded: zeros([2, 1]).expand([7, -1, 3]),
  first: a.at(0),
  logits: batch
    .matmul(zeros([784, 10]))
    .add(zeros([10]))
    .relu(),
  flat: images.flatten(1),
  squeezed: zeros([1, 3]).squeeze(),
  padded: images.pad([[1, 1]]),
  part: images.get(0, "1:", null),
  half: images.slice(0, 4),
  parts: images.chunk(2, -1),
  rows2: a.unbind(),
  tiled: a.tile(2, 1),
  picked: a.take(zeros([5]), 1),
  chosen: a.gt(0).where(zeros([3]), 0),
  changed: images.set([0, "::2"], 1),
  hot: zeros([4]).oneHot(10),
  unknown: anything.add(a).matmul(a).sum(0).transpose(),
};

type Results = typeof results;
export type Checks = [
  Expect<Equal<Results["add"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["number"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["both"], Tensor<[5, 2, 3]>>>,
  Expect<Equal<Results["compared"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["matmul"], Tensor<[32, 10]>>>,
  Expect<Equal<Results["batched"], Tensor<[8, 3, 5]>>>,
  Expect<Equal<Results["sum"], Tensor<[]>>>,
  Expect<Equal<Results["rows"], Tensor<[2, 1]>>>,
  Expect<Equal<Results["axes"], Tensor<[3]>>>,
  Expect<Equal<Results["permuted"], Tensor<[4, 8, 3]>>>,
  Expect<Equal<Results["transposed"], Tensor<[8, 4, 3]>>>,
  Expect<Equal<Results["swapped"], Tensor<[4, 3, 8]>>>,
  Expect<Equal<Results["reshaped"], Tensor<[4, 24]>>>,
  Expect<Equal<Results["expanded"], Tensor<[7, 2, 3]>>>,
  Expect<Equal<Results["first"], Tensor<[3]>>>,
  Expect<Equal<Results["logits"], Tensor<[number, 10]>>>,
  Expect<Equal<Results["flat"], Tensor<[8, 12]>>>,
  Expect<Equal<Results["squeezed"], Tensor<[3]>>>,
  Expect<Equal<Results["padded"], Tensor<[8, 3, 6]>>>,
  Expect<Equal<Results["part"], Tensor<[2, 1, 4]>>>,
  Expect<Equal<Results["half"], Tensor<[4, 3, 4]>>>,
  Expect<Equal<Results["parts"], [Tensor<[8, 3, 2]>, Tensor<[8, 3, 2]>]>>,
  Expect<Equal<Results["rows2"], [Tensor<[3]>, Tensor<[3]>]>>,
  Expect<Equal<Results["tiled"], Tensor<[4, 3]>>>,
  Expect<Equal<Results["picked"], Tensor<[2, 5]>>>,
  Expect<Equal<Results["chosen"], Tensor<[2, 3]>>>,
  Expect<Equal<Results["changed"], Tensor<[8, 3, 4]>>>,
  Expect<Equal<Results["hot"], Tensor<[4, 10]>>>,
  Expect<Equal<Results["unknown"], Tensor>>,
];

// A tensor of known shape is one of unknown shape, also in lists and as an argument; not the other way round.
export const known: Tensor[] = [a, images, batch];
export const columns: Tensor<[number, 3]>[] = [a, zeros([7, 3])];
// @ts-expect-error: 4 columns are not 3
export const wrong: Tensor<[number, 3]> = zeros([2, 4]);
// @ts-expect-error: any shape is not [2, 3]
export const narrowed: Tensor<[2, 3]> = anything;
// @ts-expect-error: any number of rows is not 2
export const rows: Tensor<[2, 784]> = batch;

// @ts-expect-error: 3 columns and 4 columns
a.add(zeros([4]));
// @ts-expect-error: inner sizes differ
a.matmul(zeros([4, 5]));
// @ts-expect-error: inner sizes differ, whatever the batch
batch.matmul(zeros([785, 10]));
// @ts-expect-error: there is no axis 2
a.sum(2);
// @ts-expect-error: there is no axis -3
a.max([0, -3]);
// @ts-expect-error: the same axis twice
a.sum([1, -1]);
// @ts-expect-error: three axes
images.permute(0, 1);
// @ts-expect-error: one axis twice
images.permute(0, 1, 1);
// @ts-expect-error: there is no axis 3
images.transpose(3, 0);
// @ts-expect-error: one axis only
zeros([3]).transpose();
// @ts-expect-error: 96 elements are not 25
images.reshape([5, 5]);
// @ts-expect-error: 96 is no multiple of 5
images.reshape([5, -1]);
// @ts-expect-error: 2 is not 1
a.expand([4, 3]);
// @ts-expect-error: no axis to index
zeros([]).at(0);
// @ts-expect-error: of size 2
a.squeeze(0);
// @ts-expect-error: three axes at most
a.unsqueeze(3);
// @ts-expect-error: 12 is not 5 times something
zeros([12]).unflatten(0, [5, -1]);
// @ts-expect-error: position 2 of two
a.get(2);
// @ts-expect-error: two axes
a.get(0, 0, 0);
// @ts-expect-error: 1 + 1 is not 3
a.split([1, 1], 1);
// @ts-expect-error: the shape would depend on data
a.nonzero();
