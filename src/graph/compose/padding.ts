// More elements around a tensor: a number, or what is there, mirrored, repeated or begun anew.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { expand, pad as zeros } from "../ops/movement.ts";
import { number, numberLike } from "../ops/source.ts";
import { cat, cyclic } from "./joining.ts";
import { select } from "./slicing.ts";

const chosen = named(
  "pad",
  formula((inside, x, value) => call("where", inside, x, value)),
);
function constant(x: Node, amounts: readonly number[], value: number): Node {
  const padded = zeros(x, amounts);
  if (Object.is(value, 0) || padded === x) return padded;
  const inside = zeros(expand(number(1, "bool", x.type.place), x.type.shape), amounts);
  return map(chosen, inside, padded, numberLike(value, x));
}

/** How one axis is continued by `low` and `high` elements. */
type Continue = (x: Node, axis: number, low: number, high: number) => Node;
/** Continues an axis by up to `most` elements with parts of itself. */
const byParts =
  (
    mode: string,
    most: (size: number) => number,
    part: (x: Node, axis: number, end: "low" | "high", n: number) => Node,
  ) =>
  (x: Node, axis: number, low: number, high: number): Node => {
    const size = x.type.shape[axis]!;
    if (Math.max(low, high) > most(size))
      throw new ShapeError(
        `pad: '${mode}' continues axis ${axis} of ${show(x.type.shape)} by at most ${Math.max(0, most(size))}, not ${Math.max(low, high)}`,
      );
    return cat("pad", [part(x, axis, "low", low), x, part(x, axis, "high", high)], axis);
  };

const modes: Record<string, Continue> = {
  /** d c b | a b c d | c b a */
  reflect: byParts(
    "reflect",
    (size) => size - 1,
    (x, axis, end, count) =>
      select(x, axis, { first: end === "low" ? count : x.type.shape[axis]! - 2, count, step: -1 }),
  ),
  /** a a a | a b c d | d d d */
  replicate: byParts(
    "replicate",
    (size) => (size > 0 ? Infinity : 0),
    (x, axis, end, count) => {
      const { shape } = x.type;
      const edge = select(x, axis, { first: end === "low" ? 0 : shape[axis]! - 1, count: Math.min(1, count), step: 1 });
      return expand(
        edge,
        shape.map((d, i) => (i === axis ? count : d)),
      );
    },
  ),
  /** b c d | a b c d | a b c */
  circular: (x, axis, low, high) => {
    const size = x.type.shape[axis]!;
    if (size === 0) throw new ShapeError(`pad: axis ${axis} of ${show(x.type.shape)} has nothing to begin anew with`);
    return cyclic(x, axis, (size - (low % size)) % size, low + size + high);
  },
};

export type PadMode = "constant" | "reflect" | "replicate" | "circular";

/** Pairs of amounts, low and high, for the last axes. */
export function pad(x: Node, pairs: readonly (readonly [number, number])[], mode: PadMode, value: number): Node {
  const { shape } = x.type;
  const lead = shape.length - pairs.length;
  if (lead < 0 || pairs.some((pair) => pair.length !== 2 || pair.some((n) => !Number.isInteger(n) || n < 0)))
    throw new ShapeError(
      `pad: [${pairs.map((pair) => show(pair)).join(", ")}] does not fit ${show(shape)}: give [low, high] from 0 for each axis, or for the last ones`,
    );
  const amounts = [...new Array<number>(2 * lead).fill(0), ...pairs.flat()];
  if (mode === "constant") return constant(x, amounts, value);
  const along = modes[mode];
  if (along === undefined)
    throw new ArgumentError(`pad: there is no mode '${mode}'; there are constant, ${Object.keys(modes).join(", ")}`);
  return shape.reduce<Node>((padded, _, axis) => {
    const [low, high] = [amounts[2 * axis]!, amounts[2 * axis + 1]!];
    return low === 0 && high === 0 ? padded : along(padded, axis, low, high);
  }, x);
}
