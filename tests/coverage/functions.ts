// A call of every function of the package that gives tensors, by group.
import * as needle from "../../src/index.ts";
import { type Rows, rowsOf, stopped } from "./row.ts";

const { tensor } = needle;
type Tensor = needle.Tensor;

/** (1, 1, 3, 4) and so on: a batch of one image with one channel. */
const image = (x: Tensor): Tensor => x.reshape([1, 1, 3, 4]);
const line = (x: Tensor): Tensor => x.reshape([1, 1, 12]);
const volume = (x: Tensor): Tensor => x.reshape([1, 1, 2, 2, 3]);

const creation = rowsOf({
  tensor: ({ dtype }) => tensor([1, 0, 2], { dtype }),
  zeros: ({ dtype }) => needle.zeros([2], { dtype }),
  ones: ({ dtype }) => needle.ones([2], { dtype }),
  empty: ({ dtype }) => needle.empty([2], { dtype }),
  full: ({ dtype }) => needle.full([2], 3, { dtype }),
  zerosLike: (x) => needle.zerosLike(x),
  onesLike: (x) => needle.onesLike(x),
  emptyLike: (x) => needle.emptyLike(x),
  fullLike: (x) => needle.fullLike(x, 3),
  arange: ({ dtype }) => needle.arange(1, 6, 2, { dtype }),
  linspace: ({ dtype }) => needle.linspace(0, 4, 3, { dtype }),
  logspace: ({ dtype }) => needle.logspace(0, 2, 3, { dtype }),
  eye: ({ dtype }) => needle.eye(3, { dtype }),
  tri: ({ dtype }) => needle.tri(3, { dtype }),
});
const variables = stopped(
  "a new leaf",
  rowsOf({ variable: (x) => needle.variable(x), parameter: (x) => needle.parameter(x) }),
);
const random = rowsOf({
  rand: ({ dtype }) => needle.rand([3], { dtype }),
  randn: ({ dtype }) => needle.randn([3], { dtype }),
  randLike: (x) => needle.randLike(x),
  randnLike: (x) => needle.randnLike(x),
  randint: ({ dtype }) => needle.randint(1, 7, [3], { dtype }),
  randperm: ({ dtype }) => needle.randperm(5, { dtype }),
  bernoulli: (x) => needle.bernoulli(x),
  multinomial: (x) => needle.multinomial(x, 2),
});
const combining = rowsOf({
  sub: (x, y) => [needle.sub(x, y), needle.sub(1, x)],
  div: (x, y) => [needle.div(x, y), needle.div(1, y)],
  pow: (x, y) => [needle.pow(x, y), needle.pow(2, x)],
  where: (x, y) => needle.where(y.gt(1), x, 0),
  keep: (x) => needle.keep(x.mul(2)),
  cat: (x, y) => needle.cat([x, y], 1),
  concat: (x, y) => needle.concat([x, y]),
  stack: (x, y) => needle.stack([x, y]),
  hstack: (x, y) => needle.hstack([x, y]),
  vstack: (x, y) => needle.vstack([x, y]),
  meshgrid: (x, y) => needle.meshgrid([x.at(0), y.at(1)]),
  einsum: (x, y) => needle.einsum("ij,kj->ik", x, y),
  softmaxLoss: (x) => needle.softmaxLoss(x, tensor([0, 3, 1], { dtype: "int32" })),
});
const images = rowsOf({
  conv1d: (x, y) => needle.conv1d(line(x), y.reshape([4, 1, 3]), { stride: 2, padding: 1 }),
  conv2d: (x, y) => needle.conv2d(image(x), y.reshape([3, 1, 2, 2]), { padding: 1 }),
  conv3d: (x, y) => needle.conv3d(volume(x), y.reshape([1, 1, 2, 2, 3]), { padding: 1 }),
  convTranspose1d: (x, y) => needle.convTranspose1d(line(x), y.reshape([1, 4, 3]), { stride: 2 }),
  convTranspose2d: (x, y) => needle.convTranspose2d(image(x), y.reshape([1, 3, 2, 2]), { stride: 2 }),
  convTranspose3d: (x, y) => needle.convTranspose3d(volume(x), y.reshape([1, 1, 2, 2, 3])),
  maxPool1d: (x) => needle.maxPool1d(line(x), 3),
  maxPool2d: (x) => needle.maxPool2d(image(x), 2, { stride: 1 }),
  maxPool3d: (x) => needle.maxPool3d(volume(x), 2),
  avgPool1d: (x) => needle.avgPool1d(line(x), 3, { padding: 1 }),
  avgPool2d: (x) => needle.avgPool2d(image(x), 2, { stride: 1 }),
  avgPool3d: (x) => needle.avgPool3d(volume(x), 2),
  adaptiveAvgPool1d: (x) => needle.adaptiveAvgPool1d(line(x), 5),
  adaptiveAvgPool2d: (x) => needle.adaptiveAvgPool2d(image(x), 2),
  adaptiveAvgPool3d: (x) => needle.adaptiveAvgPool3d(volume(x), 1),
  unfold: (x) => needle.unfold(image(x), [2, 3]),
  fold: (x) => needle.fold(x.reshape([1, 4, 3]), [2, 4], [2, 2]),
  interpolate: (x) => needle.interpolate(image(x), { size: [5, 6], mode: "bilinear" }),
});
const cube = (x: Tensor): Tensor => x.pow(3).sum();
const transforms = rowsOf({
  grad: (x) => needle.grad(cube)(x),
  valueAndGrad: (x) => needle.valueAndGrad(cube)(x),
  vjp: (x, y) => needle.vjp((t: Tensor) => t.square(), x)[1](y),
  jvp: (x, y) => needle.jvp((t: Tensor) => t.square(), [x], [y]),
  jacobian: (x) => needle.jacobian((t: Tensor) => t.square())(x.at(0)),
  hessian: (x) => needle.hessian(cube)(x.at(0)),
  checkpoint: (x) => needle.checkpoint((t: Tensor) => t.mul(t).exp())(x),
  customGradient: (x) => needle.customGradient((t: Tensor) => t.exp(), (g, y) => [g.mul(y)])(x), // biome-ignore format: one line
});
const untracked = stopped("that is what it is for", rowsOf({ noGrad: (x) => needle.noGrad(() => x.mul(2)) }));

/** The functions that give tensors; their titles in the document. */
export const functionGroups: Readonly<Record<string, Rows>> = {
  "New tensors": { ...creation, ...variables },
  "Random tensors": random,
  "Of several tensors": combining,
  "Images and sequences": images,
  "Functions of functions": { ...transforms, ...untracked },
};
