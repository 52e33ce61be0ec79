// The same elements in another shape or order, or more of them.
import type { Tensor } from "../../tensor.ts";
import type { Axes, AxisCheck } from "../axes.ts";
import type { Diag, DiagCheck, Diagonal, MatrixCheck } from "../diagonal.ts";
import type { Move } from "../edit.ts";
import type { Expand, ExpandCheck } from "../expand.ts";
import type { Pad, PadCheck, Pairs, RepeatInterleave, Tile } from "../join.ts";
import type {
  Permute,
  PermuteCheck,
  Transpose,
  TransposeAxes,
  TransposeAxesCheck,
  TransposeCheck,
} from "../permute.ts";
import type {
  Flatten,
  FlattenCheck,
  Squeeze,
  SqueezeCheck,
  Unflatten,
  UnflattenCheck,
  Unsqueeze,
  UnsqueezeCheck,
} from "../regroup.ts";
import type { Reshape, ReshapeCheck } from "../reshape.ts";
import type { Shape, UnknownSizes } from "../shape.ts";

type OneOrMore = number | readonly number[];

/** Swaps the last two axes, or the two that are named. */
interface TransposeMethod {
  <S extends Shape>(this: Tensor<S> & TransposeCheck<S>): Tensor<Transpose<S>>;
  <S extends Shape, const A extends number, const B extends number>(
    this: Tensor<S>,
    a: A,
    b: B & TransposeAxesCheck<S, A, B>,
  ): Tensor<TransposeAxes<S, A, B>>;
}
type ReshapeMethod = <A extends Shape, const Target extends Shape>(
  this: Tensor<A>,
  shape: Target & ReshapeCheck<A, Target>,
) => Tensor<Reshape<A, Target>>;
type ExpandMethod = <A extends Shape, const Target extends Shape>(
  this: Tensor<A>,
  shape: Target & ExpandCheck<A, Target>,
) => Tensor<Expand<A, Target>>;
type TileMethod = <A extends Shape, const Times extends readonly number[]>(
  this: Tensor<A>,
  ...times: Times
) => Tensor<Tile<A, Times>>;
type TriangleMethod<Op extends string, S extends Shape> = <A extends Shape>(
  this: Tensor<A> & MatrixCheck<Op, A>,
  offset?: number,
) => Tensor<S>;

/** What stands around a tensor that is padded. */
export interface PadOptions {
  /** A number (default), the elements mirrored at the edge, the edge itself, or the elements from the other end. */
  readonly mode?: "constant" | "reflect" | "replicate" | "circular";
  /** The number for `constant`, default 0. */
  readonly value?: number;
}

export interface ViewMethods<S extends Shape> {
  /**
   * Swaps two axes, the last two by default.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).transpose(); // [[1, 3], [2, 4]]
   */
  readonly transpose: TransposeMethod;
  /** The same as {@link transpose}. */
  readonly swapaxes: TransposeMethod;
  /**
   * Axis i of the result is axis `order[i]` of this tensor.
   *
   * @example
   * zeros([2, 3, 4]).permute(2, 0, 1).shape; // [4, 2, 3]
   */
  permute<A extends Shape, const Order extends readonly number[]>(
    this: Tensor<A>,
    ...order: Order & PermuteCheck<A, Order>
  ): Tensor<Permute<A, Order>>;
  /**
   * Axes `from` at the places `to`; the others keep their order.
   *
   * @example
   * zeros([2, 3, 4]).movedim(0, -1).shape; // [3, 4, 2]
   */
  movedim<A extends Shape, const From extends OneOrMore, const To extends OneOrMore>(
    this: Tensor<A>,
    from: From & (From extends number ? AxisCheck<"movedim", From, A> : unknown),
    to: To & (To extends number ? AxisCheck<"movedim", To, A> : unknown),
  ): Tensor<From extends number ? (To extends number ? Move<A, From, To> : never) : UnknownSizes<A>>;
  /**
   * The same elements row by row; one size can be −1, which is what the others leave.
   *
   * @throws ShapeError if the numbers of elements differ
   * @example
   * tensor([1, 2, 3, 4]).reshape([2, -1]); // [[1, 2], [3, 4]]
   */
  readonly reshape: ReshapeMethod;
  /** The same as {@link reshape}. */
  readonly view: ReshapeMethod;
  /**
   * Axes `start` to `end`, both included, as one; all of them by default.
   *
   * @example
   * zeros([2, 3, 4]).flatten().shape; // [24]
   * zeros([2, 3, 4]).flatten(1).shape; // [2, 12]
   */
  flatten<A extends Shape, const Start extends number = 0, const End extends number = -1>(
    this: Tensor<A>,
    start?: Start & FlattenCheck<A, Start, End>,
    end?: End,
  ): Tensor<Flatten<A, Start, End>>;
  /**
   * One axis as several; one of their sizes can be −1.
   *
   * @example
   * zeros([2, 12]).unflatten(1, [3, -1]).shape; // [2, 3, 4]
   */
  unflatten<A extends Shape, const Axis extends number, const Sizes extends Shape>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"unflatten", Axis, A>,
    sizes: Sizes & UnflattenCheck<A, Axis, Sizes>,
  ): Tensor<Unflatten<A, Axis, Sizes>>;
  /**
   * Without the axes that are named, or without all of size 1.
   *
   * @throws ShapeError if a named axis is not of size 1
   * @example
   * zeros([1, 3, 1]).squeeze().shape; // [3]
   * zeros([1, 3, 1]).squeeze(0).shape; // [3, 1]
   */
  squeeze<A extends Shape, const At extends Axes = undefined>(
    this: Tensor<A>,
    axes?: At & SqueezeCheck<A, At>,
  ): Tensor<Squeeze<A, At>>;
  /**
   * With axes of size 1 at these places of the result.
   *
   * @example
   * zeros([2, 3]).unsqueeze(-1).shape; // [2, 3, 1]
   * zeros([2, 3]).unsqueeze([0, 3]).shape; // [1, 2, 3, 1]
   */
  unsqueeze<A extends Shape, const At extends OneOrMore>(
    this: Tensor<A>,
    axes: At & UnsqueezeCheck<A, At>,
  ): Tensor<Unsqueeze<A, At>>;
  /**
   * Repeats along new axes at the left and axes of size 1; −1 keeps a size.
   *
   * @example
   * tensor([1, 2]).expand([2, -1]); // [[1, 2], [1, 2]]
   */
  readonly expand: ExpandMethod;
  /** The same as {@link expand}. */
  readonly broadcastTo: ExpandMethod;
  /**
   * Expanded to the shape of another tensor.
   *
   * @example
   * tensor([1, 2]).expandAs(zeros([2, 2])); // [[1, 2], [1, 2]]
   */
  expandAs<A extends Shape, B extends Shape>(this: Tensor<A>, other: Tensor<B> & ExpandCheck<A, B>): Tensor<B>;
  /**
   * Reverses axes; all of them by default.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).flip(1); // [[2, 1], [4, 3]]
   */
  flip(axes?: OneOrMore): Tensor<S>;
  /**
   * Turns the plane of two axes by `k` right angles, from the first towards the second.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).rot90(); // [[2, 4], [1, 3]]
   */
  rot90<A extends Shape, const K extends number = 1, const P extends number = 0, const Q extends number = 1>(
    this: Tensor<A> & MatrixCheck<"rot90", A>,
    k?: K,
    plane?: readonly [P, Q],
  ): Tensor<`${K}` extends `${string}${0 | 2 | 4 | 6 | 8}` ? A : TransposeAxes<A, P, Q>>;
  /**
   * Moves elements along axes; what leaves at one end comes in at the other. Without axes over all elements, row by row.
   *
   * @example
   * tensor([1, 2, 3]).roll(1); // [3, 1, 2]
   * tensor([[1, 2], [3, 4]]).roll(1, 0); // [[3, 4], [1, 2]]
   */
  roll(shifts: OneOrMore, axes?: OneOrMore): Tensor<S>;
  /**
   * More elements around the tensor: pairs of low and high amounts for each axis, or for the last ones.
   *
   * @throws ShapeError if `reflect` would need more elements than there are
   * @example
   * tensor([1, 2]).pad([[1, 0]]); // [0, 1, 2]
   * tensor([1, 2, 3]).pad([[2, 1]], { mode: "reflect" }); // [3, 2, 1, 2, 3, 2]
   */
  pad<A extends Shape, const Amounts extends Pairs>(
    this: Tensor<A>,
    amounts: Amounts & PadCheck<A, Amounts>,
    options?: PadOptions,
  ): Tensor<Pad<A, Amounts>>;
  /**
   * The whole tensor several times along its last axes; `np.tile`, and what PyTorch calls `repeat`.
   *
   * @example
   * tensor([1, 2]).tile(2, 2); // [[1, 2, 1, 2], [1, 2, 1, 2]]
   */
  readonly tile: TileMethod;
  /** The same as {@link tile}. For elements one by one there is {@link repeatInterleave}. */
  readonly repeat: TileMethod;
  /**
   * Every element several times in a row, along an axis or row by row; `np.repeat`.
   *
   * @example
   * tensor([1, 2]).repeatInterleave(2); // [1, 1, 2, 2]
   */
  repeatInterleave<A extends Shape, const Times extends number, const Axis extends number | undefined = undefined>(
    this: Tensor<A>,
    times: Times,
    axis?: Axis & (Axis extends number ? AxisCheck<"repeatInterleave", Axis, A> : unknown),
  ): Tensor<RepeatInterleave<A, Times, Axis>>;
  /**
   * Zeros above a diagonal of the last two axes: the main one, or `offset` to the right of it.
   *
   * @example
   * ones([2, 2]).tril(); // [[1, 0], [1, 1]]
   */
  readonly tril: TriangleMethod<"tril", S>;
  /**
   * Zeros below a diagonal of the last two axes.
   *
   * @example
   * ones([2, 2]).triu(1); // [[0, 1], [0, 0]]
   */
  readonly triu: TriangleMethod<"triu", S>;
  /**
   * A vector as a diagonal of a matrix; of a matrix its diagonal.
   *
   * @example
   * tensor([1, 2]).diag(); // [[1, 0], [0, 2]]
   * tensor([[1, 2], [3, 4]]).diag(); // [1, 4]
   */
  diag<A extends Shape, const Offset extends number = 0>(
    this: Tensor<A> & DiagCheck<A>,
    offset?: Offset,
  ): Tensor<Diag<A, Offset>>;
  /**
   * The diagonals of two axes, as a new last axis.
   *
   * @example
   * zeros([5, 2, 3]).diagonal(0, 1, 2).shape; // [5, 2]
   */
  diagonal<A extends Shape, const Offset extends number = 0, const P extends number = 0, const Q extends number = 1>(
    this: Tensor<A> & MatrixCheck<"diagonal", A>,
    offset?: Offset,
    axis1?: P & AxisCheck<"diagonal", P, A>,
    axis2?: Q & AxisCheck<"diagonal", Q, A>,
  ): Tensor<Diagonal<A, Offset, P, Q>>;
}
