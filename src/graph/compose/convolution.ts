// Convolutions of any rank. Output, input gradient and weight gradient are three sides of one sum
//
//   Σ x[n, c, stride · o + dilation · k − low] · w[f, c, k] · y[n, f, o]
//
// over everything but one of the three tensors. Each side is one product over windows, and each is differentiated by the
// other two: gradients of any order are products too.
import { formula } from "../../ir/formula.ts";
import { add } from "../../ir/scalar.ts";
import { type Node, untracked } from "../node.ts";
import { contract } from "../ops/contract.ts";
import { map } from "../ops/map.ts";
import { crop, expand, flip, reshape } from "../ops/movement.ts";
import { custom, numberLike } from "../ops/source.ts";
import { window } from "../ops/window.ts";
import { type Line, phasesOf, type Run } from "./phases.ts";

export interface Geometry {
  /** One for each spatial axis. */
  readonly lines: readonly Line[];
  /** The channels fall into so many parts, which know nothing of each other. */
  readonly groups: number;
}

// the axes of products
const [batch, group, channel, filter] = [0, 1, 2, 3];
const labels = (start: number, lines: readonly Line[]): number[] => lines.map((_, i) => start + i);
const outputs = (lines: readonly Line[]): number[] => labels(4, lines);
const taps = (lines: readonly Line[]): number[] => labels(8, lines);
const phases = (lines: readonly Line[]): number[] => labels(12, lines);

/** x (N, C, …) with weights (F, C / groups, taps…) gives (N, F, …). */
export const convolve = (x: Node, w: Node, at: Geometry): Node =>
  custom(
    untracked(() => output(x, w, at)),
    [x, w],
    (g, side) => (side === 0 ? spread(g, w, at) : correlate(x, g, at)),
  );

/** Its adjoint in x: y (N, F, …) with weights (F, C / groups, taps…) gives (N, C, …). The transposed convolution. */
export const spread = (y: Node, w: Node, at: Geometry): Node =>
  custom(
    untracked(() => input(y, w, at)),
    [y, w],
    (g, side) => (side === 0 ? convolve(g, w, at) : correlate(g, y, at)),
  );

/** Its adjoint in w: x (N, C, …) and y (N, F, …) give (F, C / groups, taps…). */
const correlate = (x: Node, y: Node, at: Geometry): Node =>
  custom(
    untracked(() => weights(x, y, at)),
    [x, y],
    (g, side) => (side === 0 ? spread(y, g, at) : convolve(x, g, at)),
  );

function output(x: Node, w: Node, { lines, groups }: Geometry): Node {
  const [o, k] = [outputs(lines), taps(lines)];
  const y = contract(
    [batch, group, channel, ...o, ...k],
    [group, filter, channel, ...k],
    [batch, group, filter, ...o],
    windowed(x, lines, groups),
    apart(w, 0, groups),
  );
  return together(y, 1);
}

function weights(x: Node, y: Node, { lines, groups }: Geometry): Node {
  const [o, k] = [outputs(lines), taps(lines)];
  const w = contract(
    [batch, group, channel, ...o, ...k],
    [batch, group, filter, ...o],
    [group, filter, channel, ...k],
    windowed(x, lines, groups),
    apart(y, 1, groups),
  );
  return together(w, 0);
}

/** One product for each combination of runs of phases; then the phases are put side by side. */
function input(y: Node, w: Node, { lines, groups }: Geometry): Node {
  const [from, by] = [apart(y, 1, groups), apart(w, 0, groups)]; // (N, G, F, o…), (G, F, C, k…)
  const each = lines.map(phasesOf);
  const [o, k, p] = [outputs(lines), taps(lines), phases(lines)];
  let sum: Node | null = null;
  for (const runs of combinations(each.map((e) => e.runs))) {
    const near = crop(
      from,
      runs.map(({ shift, taps, length }, i) => {
        const reach = each[i]!.spacing * (taps - 1);
        return [shift - reach, length + reach];
      }),
    );
    const own = crop(
      by,
      runs.map(({ start, taps, count }, i) => [start, each[i]!.phases * (taps - 1) + count]),
    );
    const part = contract(
      [batch, group, filter, ...o, ...k],
      [group, filter, channel, ...k, ...p],
      [batch, group, channel, ...o.flatMap((label, i) => [label, p[i]!])],
      window(
        near,
        runs.map(({ taps }, i) => ({ size: taps, stride: 1, dilation: each[i]!.spacing })),
      ),
      flip(
        window(
          own,
          runs.map(({ count }, i) => ({ size: count, stride: each[i]!.phases, dilation: 1 })),
        ),
        lines.map((_, i) => 3 + i),
      ),
    );
    const placed = crop(
      part,
      runs.flatMap(({ first }, i) => [
        [0, Math.ceil(each[i]!.length / each[i]!.phases)] as const,
        [-first, each[i]!.phases] as const,
      ]),
    );
    sum = sum === null ? placed : map(plus, sum, placed);
  }
  const [n, , , ...rest] = (sum ?? from).type.shape;
  const channels = groups * by.type.shape[2]!;
  if (sum === null) return expand(numberLike(0, y), [n!, channels, ...lines.map((l) => l.length)]);
  const merged = reshape(sum, [n!, channels, ...lines.map((_, i) => rest[2 * i]! * rest[2 * i + 1]!)]);
  const whole = crop(
    merged,
    each.map((e) => [0, e.length]),
  );
  return crop(
    dilated(
      whole,
      each.map((e) => e.common),
    ),
    lines.map(({ length }, i) => [-each[i]!.offset, length]),
  );
}
const plus = formula((a, b) => add(a, b));

/** (N, C, …) → (N, G, C / G, windows…, taps…). */
function windowed(x: Node, lines: readonly Line[], groups: number): Node {
  const padded = crop(
    x,
    lines.map((l) => [-l.low, l.low + l.length + l.high]),
  );
  return window(apart(padded, 1, groups), lines);
}
/** An axis as groups and what is in each. */
function apart(x: Node, axis: number, groups: number): Node {
  const { shape } = x.type;
  return reshape(x, shape.toSpliced(axis, 1, groups, shape[axis]! / groups));
}
/** Two neighbouring axes as one. */
function together(x: Node, axis: number): Node {
  const { shape } = x.type;
  return reshape(x, shape.toSpliced(axis, 2, shape[axis]! * shape[axis + 1]!));
}
/** Zeros behind each element of the last axes, so that it takes as many places as `steps` says. */
function dilated(x: Node, steps: readonly number[]): Node {
  const { shape } = x.type;
  const lead = shape.slice(0, shape.length - steps.length);
  const single = reshape(x, [...lead, ...steps.flatMap((_, i) => [shape[lead.length + i]!, 1])]);
  const grown = crop(
    single,
    steps.flatMap((step, i) => [[0, shape[lead.length + i]!] as const, [0, step] as const]),
  );
  return reshape(grown, [...lead, ...steps.map((step, i) => step * shape[lead.length + i]!)]);
}
function combinations(choices: readonly (readonly Run[])[]): Run[][] {
  return choices.reduce<Run[][]>((all, next) => all.flatMap((list) => next.map((run) => [...list, run])), [[]]);
}
