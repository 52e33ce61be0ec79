// Several tensors as one.
import { ArgumentError } from "../errors.ts";
import { cat as join, stack as joinNew } from "../graph/compose/joining.ts";
import type { Node } from "../graph/node.ts";
import { expand, reshape } from "../graph/ops/movement.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Cat, CatCheck, Grid, HStack, Shapes, Stack, StackCheck, VStack } from "../types/join.ts";

/** Tensors whose shapes are a list of types. */
type Tensors<List extends Shapes> = readonly [...{ readonly [I in keyof List]: Tensor<List[I]> }];

function nodesOf(op: string, tensors: readonly Tensor[]): Node[] {
  if (!Array.isArray(tensors) || tensors.some((t) => !(t instanceof Tensor)))
    throw new ArgumentError(`${op}: a list of tensors is needed`);
  return tensors.map((t: Tensor) => t.node);
}

/**
 * Tensors one behind the other along an axis; all other sizes are equal. The dtype is the common one.
 *
 * @throws ShapeError if other sizes differ
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * cat([x, zeros([1, 2])]); // [[1, 2], [3, 4], [0, 0]]
 * cat([x, x], 1).shape; // [2, 4]
 */
export const cat = <List extends Shapes, const Axis extends number = 0>(
  tensors: Tensors<List> & CatCheck<"cat", List, Axis>,
  axis: Axis = 0 as Axis,
): Tensor<Cat<List, Axis>> => new Tensor(join("cat", nodesOf("cat", tensors), axis));
/** The same as {@link cat}. */
export const concat: typeof cat = cat;

/**
 * Tensors of one shape along a new axis, at this place of the result.
 *
 * @throws ShapeError if shapes differ
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])]); // [[1, 2], [3, 4]]
 * stack([tensor([1, 2]), tensor([3, 4])], -1); // [[1, 3], [2, 4]]
 */
export const stack = <List extends Shapes, const Axis extends number = 0>(
  tensors: Tensors<List> & StackCheck<"stack", List, Axis>,
  axis: Axis = 0 as Axis,
): Tensor<Stack<List, Axis>> => new Tensor(joinNew("stack", nodesOf("stack", tensors), axis));

/** With at least so many axes: missing ones are put in front. */
const atLeast = (rank: number) => (x: Node) =>
  reshape(x, [...new Array<number>(Math.max(0, rank - x.type.shape.length)).fill(1), ...x.type.shape]);

/**
 * Side by side: along axis 1, vectors along axis 0.
 *
 * @example
 * hstack([tensor([1, 2]), tensor([3])]); // [1, 2, 3]
 */
export function hstack<List extends Shapes>(tensors: Tensors<List>): Tensor<HStack<List>> {
  const nodes = nodesOf("hstack", tensors).map(atLeast(1));
  return new Tensor(join("hstack", nodes, nodes[0]?.type.shape.length === 1 ? 0 : 1));
}
/**
 * One above the other: along axis 0; vectors are rows.
 *
 * @example
 * vstack([tensor([1, 2]), tensor([3, 4])]); // [[1, 2], [3, 4]]
 */
export const vstack = <List extends Shapes>(tensors: Tensors<List>): Tensor<VStack<List>> =>
  new Tensor(join("vstack", nodesOf("vstack", tensors).map(atLeast(2)), 0));

/**
 * The coordinates of a grid: for each vector a tensor over the whole grid that varies along its own axis only.
 *
 * @param options `indexing`: "ij", axes in the order of the vectors, or "xy", the first two swapped (default in NumPy)
 * @example
 * const [x, y] = meshgrid([tensor([1, 2]), tensor([3, 4, 5])]);
 * x; // [[1, 1, 1], [2, 2, 2]]
 * y; // [[3, 4, 5], [3, 4, 5]]
 */
export function meshgrid<const Sizes extends readonly number[], const Order extends "ij" | "xy" = "ij">(
  vectors: readonly [...{ readonly [I in keyof Sizes]: Tensor<[Sizes[I]]> }],
  { indexing }: { readonly indexing?: Order } = {},
): { -readonly [I in keyof Sizes]: Tensor<Grid<Sizes, Order>> } {
  const nodes = nodesOf("meshgrid", vectors);
  for (const { type } of nodes)
    if (type.shape.length !== 1) throw new ArgumentError(`meshgrid: vectors are needed, not ${show(type.shape)}`);
  const axes = nodes.map((_, i) => (indexing === "xy" && i < 2 && nodes.length > 1 ? 1 - i : i));
  const shape = axes.map((i) => nodes[i]!.type.size);
  const grids = nodes.map(
    (n, i) =>
      new Tensor(
        expand(
          reshape(
            n,
            shape.map((d, axis) => (axis === axes[i] ? d : 1)),
          ),
          shape,
        ),
      ),
  );
  return grids as never;
}
