// Parts of a tensor, by position or by other tensors, and tensors with parts replaced.
import type { Tensor } from "../../tensor.ts";
import type { AxisCheck, Reduce, Resize } from "../axes.ts";
import type { Broadcast, BroadcastCheck } from "../broadcast.ts";
import type { IndexAt, IndexAtCheck } from "../indexing.ts";
import type { Chunk, Split, SplitCheck, Unbind } from "../parts.ts";
import type { Bound, NarrowCheck, SliceAxis } from "../range.ts";
import type { Get, IndexItem, SelectCheck } from "../selection.ts";
import type { Shape } from "../shape.ts";

/** Tensors of these shapes. */
type Tensors<List extends readonly Shape[]> = { -readonly [I in keyof List]: Tensor<List[I]> };

/** `a` where the tensor is true, else `b`. The first overload is for code that is generic in S. */
interface WhereMethod {
  <S extends Shape>(this: Tensor<S>, a: Tensor<NoInfer<S>> | number, b: Tensor<NoInfer<S>> | number): Tensor<S>;
  <S extends Shape, A extends Shape = [], B extends Shape = []>(
    this: Tensor<S>,
    a: (Tensor<A> | number) & BroadcastCheck<"where", S, A>,
    b: (Tensor<B> | number) & BroadcastCheck<"where", Broadcast<S, A>, B>,
  ): Tensor<Broadcast<Broadcast<S, A>, B>>;
}

export interface IndexMethods {
  /**
   * The i-th slice along the first axis; negative i counts from the end.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).at(-1); // [3, 4]
   */
  at<A extends Shape>(this: Tensor<A> & IndexAtCheck<A>, index: number): Tensor<IndexAt<A>>;
  /**
   * The i-th slice along any axis.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).select(1, 0); // [1, 3]
   */
  select<A extends Shape, const Axis extends number>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"select", Axis, A>,
    index: number,
  ): Tensor<Reduce<A, Axis>>;
  /**
   * The part that an index names, as in NumPy: positions, ranges ("start:stop:step" or {@link slice}), `null` for a new
   * axis, `"..."` for all axes in between, and lists or tensors of integers, whose axes come where the first of them
   * stands, or in front where a range stands between two of them. A mask would make the shape depend on data: see `set`.
   *
   * @throws AxisError if a position is outside its axis; DataError when the result is read, if one in a tensor is
   * @example
   * const x = arange(12).reshape([3, 4]);
   * x.get(0, "1:3"); // [1, 2]
   * x.get("::-2", null, -1); // [[11], [3]]
   * x.get([0, 2], [1, -1]); // [1, 11]
   */
  get<A extends Shape, const Items extends readonly IndexItem[]>(
    this: Tensor<A>,
    ...index: Items & SelectCheck<"get", A, Items>
  ): Tensor<Get<A, Items>>;
  /**
   * This tensor with other values in the part that an index names: a list of what `get` takes, one item that is no list, or
   * a mask. Values broadcast to the part and take this dtype. Where tensors name one place twice the last value stays.
   *
   * @throws ShapeError if the values do not fit the part
   * @example
   * const x = zeros([2, 3]);
   * x.set([0, "1:"], 5); // [[0, 5, 5], [0, 0, 0]]
   * x.set(["...", [0, 0]], tensor([1, 2])); // [[2, 0, 0], [2, 0, 0]]
   * arange(4).set(arange(4).lt(2), 9); // [9, 9, 2, 3]
   */
  set<A extends Shape, const Items extends readonly IndexItem[]>(
    this: Tensor<A>,
    index: IndexItem | (Items & SelectCheck<"set", A, Items>),
    value: Tensor | number,
  ): Tensor<A>;
  /**
   * A range of one axis as in NumPy: negative positions count from the end, what is beyond the axis is cut off. Of a stored
   * tensor along axis 0 the offset is a run-time number: all batches of a data set share one plan.
   *
   * @param start null: from the beginning (the end, where the step is negative)
   * @param end exclusive; null: to the end
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).slice(1, 3, 1); // [[2, 3], [5, 6]]
   * arange(6).slice(null, null, 0, -2); // [5, 3, 1]
   */
  slice<
    A extends Shape,
    const Start extends Bound,
    const Stop extends Bound = null,
    const Axis extends number = 0,
    const Step extends number = 1,
  >(
    this: Tensor<A>,
    start: Start,
    end?: Stop,
    axis?: Axis & AxisCheck<"slice", Axis, A>,
    step?: Step,
  ): Tensor<SliceAxis<A, Axis, Start, Stop, Step>>;
  /**
   * `length` elements of an axis from `start`.
   *
   * @throws AxisError if there are not so many
   * @example
   * arange(5).narrow(0, 1, 2); // [1, 2]
   */
  narrow<A extends Shape, const Axis extends number, const Start extends number, const Length extends number>(
    this: Tensor<A>,
    axis: Axis & NarrowCheck<A, Axis, Start, Length>,
    start: Start,
    length: Length,
  ): Tensor<Resize<A, Axis, Length>>;
  /**
   * Consecutive parts along an axis: of the sizes listed, or all of one size but for the last, which is what is left.
   *
   * @example
   * const [a, b] = arange(5).split([2, 3]);
   * b; // [2, 3, 4]
   * arange(5).split(2).map((part) => part.size); // [2, 2, 1]
   */
  split<A extends Shape, const Sizes extends number | readonly number[], const Axis extends number = 0>(
    this: Tensor<A>,
    sizes: Sizes & SplitCheck<A, Sizes, Axis>,
    axis?: Axis,
  ): Tensors<Split<A, Sizes, Axis>>;
  /**
   * So many parts of one size along an axis; the last ones may be smaller or missing, as in PyTorch.
   *
   * @example
   * const [q, k, v] = arange(6).chunk(3);
   * k; // [2, 3]
   */
  chunk<A extends Shape, const Count extends number, const Axis extends number = 0>(
    this: Tensor<A>,
    count: Count,
    axis?: Axis & AxisCheck<"chunk", Axis, A>,
  ): Tensors<Chunk<A, Count, Axis>>;
  /**
   * The slices along an axis as a list.
   *
   * @example
   * const [x, y] = tensor([[1, 2], [3, 4]]).unbind();
   * y; // [3, 4]
   */
  unbind<A extends Shape, const Axis extends number = 0>(
    this: Tensor<A>,
    axis?: Axis & AxisCheck<"unbind", Axis, A>,
  ): Tensors<Unbind<A, Axis>>;
  /**
   * This tensor with one number wherever a mask is true; both broadcast.
   *
   * @example
   * const x = tensor([1, -2, 3]);
   * x.maskedFill(x.lt(0), 0); // [1, 0, 3]
   */
  maskedFill<A extends Shape, M extends Shape>(
    this: Tensor<A>,
    mask: Tensor<M> & BroadcastCheck<"maskedFill", M, A>,
    value: Tensor | number,
  ): Tensor<Broadcast<A, M>>;
  /**
   * `a` where this is true, else `b`; the three broadcast.
   *
   * @example
   * tensor([1, -2]).gt(0).where(1, 0); // [1, 0]
   */
  readonly where: WhereMethod;
  /**
   * 1 at the class and 0 elsewhere: (…) of classes gives (…, classes) of float32.
   *
   * @throws DataError when the result is read, if a class is outside
   * @example
   * tensor([2, 0], { dtype: "int32" }).oneHot(3); // [[0, 0, 1], [1, 0, 0]]
   */
  oneHot<A extends Shape, const Classes extends number>(this: Tensor<A>, classes: Classes): Tensor<[...A, Classes]>;
}
