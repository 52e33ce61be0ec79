// Methods that random programs call by their names, with arguments that fit a tensor: null where none do.
import { type Tensor, tensor } from "../../src/index.ts";
import type { Random } from "./programs.ts";

/** What arguments are made with: random choices, tensors like the one at hand, and indices below a number. */
export interface Making {
  readonly r: Random;
  like(shape: readonly number[]): Tensor;
  ids(shape: readonly number[], below: number): Tensor;
}
type Make = (t: Tensor, making: Making) => readonly unknown[] | null;

const axisOf = ({ rank }: Tensor, r: Random): number => r.int(2 * rank) - rank;
const alongAxis: Make = (t, { r }) => [axisOf(t, r)];
const twoAxes: Make = (t, { r }) => [axisOf(t, r), axisOf(t, r)];
const ofRank =
  (rank: number, make: Make): Make =>
  (t, making) =>
    t.rank === rank ? make(t, making) : null;
const last = (t: Tensor): number => t.shape.at(-1)!;
const diagonal: Make = (t, { r }) => (t.rank < 2 ? null : [r.int(5) - 2]);
const times: Make = (t, { r }) => t.shape.map(() => 1 + r.int(2));
/** An axis, and indices that lie along it. */
const positions = (t: Tensor, { r, ids }: Making): readonly [axis: number, ids: Tensor] => {
  const axis = r.int(t.rank);
  return [axis, ids(t.shape.with(axis, 1 + r.int(3)), t.shape[axis]!)];
};

/** Of float tensors with one axis or more and elements in them. */
export const calls: Readonly<Record<string, Make>> = {
  // products
  dot: ofRank(1, (t, { like }) => [like(t.shape)]),
  outer: ofRank(1, (_t, { like }) => [like([3])]),
  mv: ofRank(2, (t, { like }) => [like([last(t)])]),
  mm: ofRank(2, (t, { like }) => [like([last(t), 2])]),
  addmm: ofRank(2, ({ shape: [m, n] }, { like }) => [like([m!, 3]), like([3, n!])]),
  kron: ofRank(2, (_t, { like }) => [like([2, 2])]),
  trace: ofRank(2, () => []),
  bmm: ofRank(3, (t, { like }) => [like([t.shape[0]!, last(t), 2])]),
  inner: (t, { like }) => [like([2, last(t)])],
  tensordot: (t, { like }) => [like([last(t), 2]), 1],
  cross: (t, { like }) => (last(t) === 3 ? [like(t.shape)] : null),
  // distances
  cosineSimilarity: (t, { r, like }) => [like(t.shape), axisOf(t, r)],
  pairwiseDistance: (t, { like }) => [like(t.shape)],
  cdist: ofRank(2, (t, { like }) => [like([2, last(t)])]),
  interp: (_t, { like }) => [tensor([-1, 0, 2]), like([3])],
  // reductions and what runs along an axis
  amax: alongAxis,
  amin: alongAxis,
  nanMean: alongAxis,
  std: alongAxis,
  diff: alongAxis,
  cumsum: alongAxis,
  cumprod: alongAxis,
  cummin: alongAxis,
  // shapes
  view: (t) => [[-1, last(t)]],
  squeeze: () => [],
  unsqueeze: alongAxis,
  unflatten: (t, { r }) => [axisOf(t, r), [1, -1]],
  broadcastTo: (t) => [[2, ...t.shape]],
  expandAs: (t, { like }) => [like([2, ...t.shape])],
  transpose: twoAxes,
  swapaxes: twoAxes,
  movedim: twoAxes,
  rot90: (t, { r }) => (t.rank < 2 ? null : [r.int(7) - 3, [0, -1]]),
  roll: (t, { r }) => [r.int(7) - 3, axisOf(t, r)],
  tile: times,
  repeat: times,
  repeatInterleave: (t, { r }) => [1 + r.int(2), axisOf(t, r)],
  tril: diagonal,
  triu: diagonal,
  diag: (t, { r }) => (t.rank > 2 ? null : [r.int(3) - 1]),
  // parts
  narrow: (t, { r }) => [-1, 0, r.int(last(t) + 1)],
  select: (t, { r }) => [-1, r.int(last(t))],
  split: (t, { r }) => [1 + r.int(3), axisOf(t, r)],
  chunk: (t, { r }) => [1 + r.int(3), axisOf(t, r)],
  unbind: alongAxis,
  get: (t, { r, ids }) => [r.pick(["::2", "-1:", "::-1", null, ids([2], t.shape[0]!), "..."])],
  // picking and putting
  indexSelect: (t, { ids }) => [-1, ids([3], last(t))],
  gather: (t, making) => positions(t, making),
  takeAlong: (t, making) => positions(t, making).toReversed(),
  scatter: (t, making) => {
    const [axis, ids] = positions(t, making);
    return [axis, ids, making.like(ids.shape)];
  },
  scatterAdd: (t, making) => {
    const [axis, ids] = positions(t, making);
    return [axis, ids, making.like(ids.shape)];
  },
  indexAdd: (t, { like, ids }) => [0, ids([2], t.shape[0]!), like([2, ...t.shape.slice(1)])],
  maskedFill: (t, { like }) => [like(t.shape).lt(0.2), -1.5],
  clamp: (t, { r, like }) => [r.pick([null, -0.5]), like(t.shape)],
  nanToNum: () => [],
};

/** The same, of results that have no gradient. */
export const flatCalls: Readonly<Record<string, Make>> = {
  histogram: (_t, { r }) => [1 + r.int(4), [-2, 2]],
  isClose: (t, { like }) => [like(t.shape), { rtol: 0.1 }],
};
