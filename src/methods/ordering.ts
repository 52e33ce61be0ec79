// Methods that go along the order of elements: cumulative ones, sorting and what follows from it.
import { cumulative, cumulativeExtreme } from "../graph/compose/cumulative.ts";
import { bincount, histogram, searchsorted } from "../graph/compose/searching.ts";
import { type Interpolation, kthvalue, median, quantile, sort, topk } from "../graph/compose/sorting.ts";
import type { Node } from "../graph/node.ts";
import { reshape } from "../graph/ops/movement.ts";
import { argsort } from "../graph/ops/sort.ts";
import { checkShape, normalizeAxis } from "../shape.ts";
import { tensorArgument } from "./method.ts";
import { type AxesArgument, alongAxis, type Keep, reduction } from "./reductions.ts";

const axisOf = (op: string, x: Node, axis: number): number =>
  normalizeAxis(op, axis, x.type.shape.length, x.type.shape);

interface Direction {
  readonly descending?: boolean;
}

export const ordering = {
  cumsum: alongAxis("cumsum", (x, axis) => cumulative("sum", x, axis)),
  cumprod: alongAxis("cumprod", (x, axis) => cumulative("prod", x, axis)),
  cummax: alongAxis("cummax", (x, axis) => cumulativeExtreme("max", x, axis)),
  cummin: alongAxis("cummin", (x, axis) => cumulativeExtreme("min", x, axis)),
  sort: (x: Node, axis = -1, { descending = false }: Direction = {}) => ({
    ...sort(x, axisOf("sort", x, axis), descending),
  }),
  argsort: (x: Node, axis = -1, { descending = false }: Direction = {}) =>
    argsort(x, axisOf("argsort", x, axis), descending),
  topk: (x: Node, k: number, axis = -1, { largest = true }: { readonly largest?: boolean } = {}) =>
    topk(x, k, axisOf("topk", x, axis), largest),
  kthvalue: (x: Node, k: number, axis = -1, { keepdim = false }: Keep = {}) => {
    axis = axisOf("kthvalue", x, axis);
    const { values, indices } = kthvalue(x, k, axis);
    const shape = x.type.shape.toSpliced(axis, 1);
    return keepdim ? { values, indices } : { values: reshape(values, shape), indices: reshape(indices, shape) };
  },
  median: reduction("median", median),
  quantile: (
    x: Node,
    q: number,
    axes?: AxesArgument,
    { interpolation, ...keep }: Keep & { readonly interpolation?: Interpolation } = {},
  ) => reduction("quantile", (y, list) => quantile(y, q, list, interpolation))(x, axes, keep),
  searchsorted: (x: Node, values: Node, { right = false }: { readonly right?: boolean } = {}) =>
    searchsorted(x, tensorArgument("searchsorted", values), right),
  bincount: (x: Node, length: number, weights: Node | null = null) =>
    bincount(x, checkShape("bincount", [length])[0]!, weights),
  histogram: (x: Node, bins: number, range: readonly [low: number, high: number] | null = null) =>
    histogram(x, bins, range),
};
