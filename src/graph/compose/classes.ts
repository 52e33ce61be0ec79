// Whole numbers below a bound, and the unit vectors that they stand for.
import { call, formula } from "../../ir/formula.ts";
import type { Node } from "../node.ts";
import { indexLabel, take } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { reshape } from "../ops/movement.ts";
import { coordinate } from "../ops/source.ts";

/** Indices as they are, found to be in [0, size) when a run reads them: looked up in a table of themselves. */
export const checked = (op: string, ids: Node, size: number): Node =>
  take(coordinate(ids.type.place, [size], 0), ids, 0, indexLabel(op, "index"));

const isClass = named(
  "oneHot",
  formula((i, label) => call("float32", call("eq", i, label))),
);
/** 1 at the class and 0 elsewhere, along a new last axis. */
export function oneHot(x: Node, classes: number): Node {
  const { shape, place } = x.type;
  const index = coordinate(place, [...shape, classes], shape.length);
  return map(isClass, index, reshape(checked("oneHot", x, classes), [...shape, 1]));
}
