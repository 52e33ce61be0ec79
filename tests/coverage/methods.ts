// A call of every method of Tensor that gives tensors, by group.
import { type Tensor, tensor } from "../../src/index.ts";
import { type Rows, rowsOf, stopped } from "./row.ts";

const ids = (...data: number[]): Tensor => tensor(data, { dtype: "int32" });

const ofElements = rowsOf({
  clamp: (x, y) => x.clamp(1, y.add(1)),
  nanToNum: (x) => x.nanToNum(),
  isClose: (x, y) => x.isClose(y, { atol: 1 }),
  where: (x, y) => y.gt(1).where(x, y),
  maskedFill: (x, y) => x.maskedFill(y.gt(1), 7),
  to: (x) => x.to("float64"),
});
const products = rowsOf({
  matmul: (x, y) => x.matmul(y.transpose()),
  mm: (x, y) => x.mm(y.transpose()),
  bmm: (x, y) => x.unsqueeze(0).bmm(y.transpose().unsqueeze(0)),
  mv: (x, y) => x.mv(y.at(0)),
  dot: (x, y) => x.at(0).dot(y.at(0)),
  addmm: (x, y) => x.addmm(y.slice(0, 2, 1), x.slice(0, 2), { beta: 2, alpha: 3 }),
  outer: (x, y) => x.at(0).outer(y.at(1)),
  inner: (x, y) => x.inner(y),
  kron: (x, y) => x.kron(y),
  cross: (x, y) => x.cross(y, 0),
  trace: (x) => x.trace(),
  tensordot: (x, y) => x.tensordot(y, [[0], [0]]),
  cosineSimilarity: (x, y) => x.cosineSimilarity(y),
  pairwiseDistance: (x, y) => x.pairwiseDistance(y),
  cdist: (x, y) => x.cdist(y),
  interp: (x, y) => x.interp(tensor([0, 1, 7]).to(x.dtype), y.get(0, "0:3")),
});
const reductions = rowsOf({
  sum: (x) => x.sum(1),
  mean: (x) => x.mean(1),
  prod: (x) => x.prod(1),
  max: (x) => x.max(1),
  min: (x) => x.min(1),
  amax: (x) => x.amax(0),
  amin: (x) => x.amin(0),
  var: (x) => x.var(1),
  std: (x) => x.std(1),
  norm: (x) => x.norm(3, 1),
  any: (x) => x.any(1),
  all: (x) => x.all(1),
  countNonzero: (x) => x.countNonzero(1),
  nanSum: (x) => x.nanSum(1),
  nanMean: (x) => x.nanMean(1),
  argmax: (x) => x.argmax(1),
  argmin: (x) => x.argmin(1),
  logSumExp: (x) => x.logSumExp(1),
  softmax: (x) => x.softmax(1),
  logSoftmax: (x) => x.logSoftmax(1),
  diff: (x) => x.diff(1),
  median: (x) => x.median(1),
  quantile: (x) => x.quantile(0.3, 1),
});
const order = rowsOf({
  cumsum: (x) => x.cumsum(1),
  cumprod: (x) => x.cumprod(1),
  cummax: (x) => x.cummax(1),
  cummin: (x) => x.cummin(1),
  sort: (x) => x.sort(1),
  argsort: (x) => x.argsort(1),
  topk: (x) => x.topk(2, 1),
  kthvalue: (x) => x.kthvalue(2, 1),
  searchsorted: (x, y) => x.at(0).sort().values.searchsorted(y),
  bincount: (x) => x.flatten().bincount(8),
  histogram: (x) => x.histogram(4, [0, 6]),
});
const views = rowsOf({
  reshape: (x) => x.reshape([2, 6]),
  view: (x) => x.view([4, 3]),
  flatten: (x) => x.flatten(),
  unflatten: (x) => x.unflatten(1, [2, 2]),
  squeeze: (x) => x.slice(0, 1).squeeze(0),
  unsqueeze: (x) => x.unsqueeze(1),
  expand: (x) => x.expand([2, 3, 4]),
  broadcastTo: (x) => x.broadcastTo([2, 3, 4]),
  expandAs: (x, y) => x.slice(0, 1).expandAs(y),
  transpose: (x) => x.transpose(),
  swapaxes: (x) => x.swapaxes(0, 1),
  permute: (x) => x.permute(1, 0),
  movedim: (x) => x.movedim(0, 1),
  flip: (x) => x.flip(1),
  rot90: (x) => x.rot90(),
  roll: (x) => x.roll(1, 1),
  pad: (x) => x.pad([[0, 1], [2, 0]], { mode: "reflect" }), // biome-ignore format: one line
  tile: (x) => x.tile(2, 1),
  repeat: (x) => x.repeat(1, 2),
  repeatInterleave: (x) => x.repeatInterleave(2, 1),
  tril: (x) => x.tril(),
  triu: (x) => x.triu(1),
  diag: (x) => x.diag(),
  diagonal: (x) => x.diagonal(1),
});
const parts = rowsOf({
  at: (x) => x.at(-1),
  select: (x) => x.select(1, 2),
  slice: (x) => x.slice(3, 0, 1, -2),
  narrow: (x) => x.narrow(1, 1, 2),
  get: (x) => x.get([0, 2], "1:"),
  set: (x, y) => x.set([1, "::2"], y.get(0, ":2")),
  split: (x) => x.split([1, 3], 1),
  chunk: (x) => x.chunk(2, 1),
  unbind: (x) => x.unbind(),
  oneHot: (x) => x.oneHot(8),
  take: (x) => x.take(ids(2, 0, 2)),
  indexSelect: (x) => x.indexSelect(1, ids(3, 3)),
  takeAlong: (x) => x.takeAlong(ids(1, 0, 3).unsqueeze(1), 1),
  gather: (x) => x.gather(1, ids(1, 0, 3).unsqueeze(1)),
  scatter: (x, y) => x.scatter(1, ids(1, 0, 3).unsqueeze(1), y.slice(0, 1, 1)),
  scatterAdd: (x, y) => x.scatterAdd(1, ids(1, 0, 3).unsqueeze(1), y.slice(0, 1, 1)),
  indexAdd: (x, y) => x.indexAdd(0, ids(0, 0, 2), y),
});
const history = stopped("that is what it is for", rowsOf({ detach: (x) => x.detach() }));
/** They throw, whatever they are called with. */
type Refusing = Record<"nonzero" | "argwhere" | "maskedSelect" | "unique", (...x: unknown[]) => unknown>;
const refusing = (x: Tensor): Refusing => x as unknown as Refusing;
const excluded = rowsOf({
  nonzero: (x) => refusing(x).nonzero(),
  argwhere: (x) => refusing(x).argwhere(),
  maskedSelect: (x, y) => refusing(x).maskedSelect(y),
  unique: (x) => refusing(x).unique(),
});

/** The methods that are not rows of the scalar table; their titles in the document. */
export const methodGroups: Readonly<Record<string, Rows>> = {
  "Element by element, with options": ofElements,
  Products: products,
  Reductions: reductions,
  "Order, cumulative functions": order,
  "The same elements in another shape": views,
  "Parts, and putting parts": parts,
  History: history,
  "Excluded: the shape would depend on data": excluded,
};
