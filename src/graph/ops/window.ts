// Sliding windows, and the adjoint that lays them over one another and adds. A window is a view: element k of window o lies
// at o · stride + k · dilation. So convolutions and pooling are products and folds of windows that are never written down.
import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Index, IndexArena } from "../../ir/index.ts";
import { show } from "../../shape.ts";
import { type Node, node } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Ints, ints, type Type, withShape } from "../type.ts";
import { folds } from "./folds.ts";

/** How windows lie along one axis, all in elements. */
export interface Sliding {
  /** Elements of a window. */
  readonly size: number;
  /** From one window to the next. */
  readonly stride: number;
  /** From one element of a window to the next. */
  readonly dilation: number;
}
const listOf = (n: Node): readonly number[] => (n.arg as Ints).list;
const axesOf = (n: Node): number => listOf(n).length / 3;

/** The number of windows that fit into n elements. */
export const windowsIn = (n: number, { size, stride, dilation }: Sliding): number =>
  Math.floor((n - dilation * (size - 1) - 1) / stride) + 1;

/** Argument: size, stride, dilation for each of the last axes. (…, n…) → (…, windows…, size…). */
export const windowOp = defineOp({
  name: "window",
  type: ({ list }: Ints, from: Type) => {
    const lead = from.shape.length - list.length / 3;
    const axes = from.shape.slice(lead).map((n, i) => ({ n, sliding: slidingOf(list, i) }));
    if (axes.some(({ n, sliding }) => windowsIn(n, sliding) < 1))
      throw new ShapeError(
        `window: windows of ${show(axes.map(({ sliding }) => sliding.size))} elements, ${show(axes.map(({ sliding }) => sliding.dilation))} apart, do not fit into ${show(axes.map(({ n }) => n))}`,
      );
    return withShape(from, [
      ...from.shape.slice(0, lead),
      ...axes.map(({ n, sliding }) => windowsIn(n, sliding)),
      ...axes.map(({ sliding }) => sliding.size),
    ]);
  },
  gradient: (n, g) => {
    const { shape } = n.src[0]!.type;
    return foldWindows(g, shape.slice(shape.length - axesOf(n)), slidings(n, axesOf(n)));
  },
  reading: (n) => (slidings(n, axesOf(n)).some(overlaps) ? "repeated" : "partial"),
  emit: (n, at, guard, k) => {
    const count = axesOf(n);
    const lead = at.length - 2 * count;
    const moved = slidings(n, count).map(({ stride, dilation }, i) =>
      k.indices.add(k.indices.scale(at[lead + i]!, stride), k.indices.scale(at[lead + count + i]!, dilation)),
    );
    return k.source(n.src[0]!, [...at.slice(0, lead), ...moved], guard);
  },
});
const slidingOf = (list: readonly number[], i: number): Sliding => ({
  size: list[3 * i]!,
  stride: list[3 * i + 1]!,
  dilation: list[3 * i + 2]!,
});
const slidings = (n: Node, count: number): Sliding[] =>
  Array.from({ length: count }, (_, i) => slidingOf(listOf(n), i));
/** Some elements are in several windows. */
const overlaps = (s: Sliding): boolean => layers(s.size, s) > 1;

/** Windows over the last axes. */
export const window = (x: Node, along: readonly Sliding[]): Node =>
  node(windowOp, ints(along.flatMap(({ size, stride, dilation }) => [size, stride, dilation])), [x]);

// An element i of the result is the sum over o · stride + k · dilation = i. With g the greatest common divisor of both,
// stride = g · s and dilation = g · d, i must be a multiple of g, and i / g = s · o + d · k has solutions for every
// s-th k only: k = s · j + t with d · t ≡ i / g mod s. So the sum runs over j, and no turn of it is in vain for want of
// divisibility.

/** At most how many windows lie over one element. */
const layers = (size: number, { stride, dilation }: Omit<Sliding, "size">): number =>
  Math.ceil((size * gcd(stride, dilation)) / stride);
export const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
/** The t in [0, s) with d · t ≡ 1 mod s, of numbers without a common divisor. */
export function inverse(d: number, s: number): number {
  for (let t = 0; t < s; t++) if ((d * t) % s === 1 % s) return t;
  throw new Error(`internal: ${d} and ${s} have a common divisor`);
}

/** Argument: n, stride, dilation for each of the axes. (…, windows…, size…) → (…, n…). */
export const foldOp = defineOp({
  name: "fold",
  type: ({ list }: Ints, from: Type) => {
    const count = list.length / 3;
    const lead = from.shape.slice(0, -2 * count);
    const windows = from.shape.slice(-2 * count, -count);
    const sizes = list.filter((_, i) => i % 3 === 0);
    windows.forEach((many, i) => {
      const size = from.shape.at(i - count)!;
      const fit = windowsIn(sizes[i]!, { ...slidingOf(list, i), size });
      if (fit !== many)
        throw new ShapeError(
          `fold: ${many} windows of ${size} in ${show(from.shape)}, but ${fit} fit into ${sizes[i]}`,
        );
    });
    return withShape(from, [...lead, ...sizes]);
  },
  gradient: (n, g) => window(g, windowsOf(n)),
  reading: () => "partial",
  varies: true,
  loops: (n) => (layersOf(n).some((l) => l > 1) ? "reduce" : "none"),
  computes: (n) => layersOf(n).some((l) => l > 1),
  emit: (n, at, guard, k) => {
    const from = n.src[0]!;
    const along = windowsOf(n);
    const lead = at.length - along.length;
    const turns = layersOf(n);
    const over = turns.some((l) => l > 1) ? k.loops(n, at, turns) : turns.map(() => k.indices.constant(0));
    let inside: Expr | null = null;
    const found = along.map((sliding, i) => {
      const windows = from.type.shape[lead + i]!;
      const { window, element, divides } = solve(at[lead + i]!, over[i]!, sliding, k.indices);
      inside = k.exprs.and(inside, k.exprs.within(divides, 0, 1));
      inside = k.exprs.and(inside, k.exprs.within(element, 0, sliding.size));
      inside = k.exprs.and(inside, k.exprs.within(window, 0, windows));
      return { window, element };
    });
    const value = k.source(
      from,
      [...at.slice(0, lead), ...found.map((f) => f.window), ...found.map((f) => f.element)],
      k.exprs.and(guard, inside),
    );
    const term = k.exprs.call("where", value.dtype, [inside!, value, k.exprs.constant(0, value.dtype)]);
    return turns.some((l) => l > 1) ? k.reduction(folds.sum, n.type.dtype, term) : term;
  },
  flops: (n) => n.type.size * layersOf(n).reduce((a, b) => a * b, 1),
});
const windowsOf = (n: Node): Sliding[] => {
  const count = axesOf(n);
  const { shape } = n.src[0]!.type;
  return Array.from({ length: count }, (_, i) => ({
    size: shape[shape.length - count + i]!,
    stride: listOf(n)[3 * i + 1]!,
    dilation: listOf(n)[3 * i + 2]!,
  }));
};
const layersOf = (n: Node): number[] => windowsOf(n).map((s) => layers(s.size, s));

/** The window and its element that lie at i, in layer j; there is one only if `divides` is 0. */
function solve(i: Index, j: Index, { stride, dilation }: Sliding, indices: IndexArena) {
  const common = gcd(stride, dilation);
  const [s, d] = [stride / common, dilation / common];
  const whole = indices.quotient(i, common);
  const t = indices.remainder(indices.scale(indices.remainder(whole, s), inverse(d, s)), s);
  const behind = indices.add(indices.quotient(indices.scale(t, d), s), indices.scale(j, d));
  return {
    window: indices.add(indices.quotient(whole, s), indices.scale(behind, -1)),
    element: indices.add(indices.scale(j, s), t),
    divides: indices.remainder(i, common),
  };
}

/** Lays windows over the last axes, of given sizes, and adds where they overlap. */
export const foldWindows = (x: Node, sizes: readonly number[], along: readonly Omit<Sliding, "size">[]): Node =>
  node(foldOp, ints(along.flatMap(({ stride, dilation }, i) => [sizes[i]!, stride, dilation])), [x]);
