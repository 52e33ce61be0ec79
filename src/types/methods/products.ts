// Products of tensors.
import type { Tensor } from "../../tensor.ts";
import type { Reduce } from "../axes.ts";
import type { Broadcast, BroadcastCheck } from "../broadcast.ts";
import type { MatMul, MatMulCheck } from "../matmul.ts";
import type { Shape } from "../shape.ts";

/** All sizes but the last. */
type Leading<S extends Shape> = S extends readonly [...infer First extends Shape, number] ? First : Shape;

type MatMulMethod = <A extends Shape, B extends Shape>(
  this: Tensor<A>,
  other: Tensor<B> & MatMulCheck<A, B>,
) => Tensor<MatMul<A, B>>;

export interface ProductMethods {
  /**
   * The matrix product: (…, m, k) and (…, k, n) give (…, m, n). Batches broadcast; a 1-d operand is a row at the left, a
   * column at the right.
   *
   * @throws ShapeError if the inner sizes differ
   * @example
   * tensor([[1, 2], [3, 4]]).matmul(tensor([1, 1])); // [3, 7]
   */
  readonly matmul: MatMulMethod;
  /**
   * The sum of the products of two vectors of the same size. `matmul` for just this case.
   *
   * @throws ShapeError if they are no vectors or differ in size
   * @example
   * tensor([1, 2, 3]).dot(tensor([4, 5, 6])); // 32
   */
  readonly dot: MatMulMethod;
  /** A matrix (m, k) times a vector (k): (m). `matmul` for just this case. */
  readonly mv: MatMulMethod;
  /** A matrix (m, k) times a matrix (k, n): (m, n). `matmul` for just this case. */
  readonly mm: MatMulMethod;
  /** Matrices (b, m, k) times matrices (b, k, n): (b, m, n). `matmul` for just this case, without broadcasting. */
  readonly bmm: MatMulMethod;
  /**
   * β · this + α · a @ b, in one kernel; both factors are 1 if they are not given.
   *
   * @example
   * const same = tensor([[1, 0], [0, 1]]);
   * tensor([1, 2]).addmm(same, same, { beta: 10 }); // [[11, 20], [10, 21]]
   */
  addmm<A extends Shape, B extends Shape>(
    a: Tensor<A>,
    b: Tensor<B> & MatMulCheck<A, B>,
    options?: { readonly beta?: number; readonly alpha?: number },
  ): Tensor<MatMul<A, B>>;
  /**
   * All products of elements of two vectors: (n) and (m) give (n, m).
   *
   * @example
   * tensor([1, 2]).outer(tensor([3, 4, 5])); // [[3, 4, 5], [6, 8, 10]]
   */
  outer<A extends Shape, B extends Shape>(this: Tensor<A>, other: Tensor<B>): Tensor<[A[0], B[0]]>;
  /**
   * Summed over the last axes of both: (a…, k) and (b…, k) give (a…, b…).
   *
   * @throws ShapeError if the last sizes differ
   * @example
   * tensor([[1, 2], [3, 4]]).inner(tensor([[1, 0], [1, 1]])); // [[1, 3], [3, 7]]
   */
  inner<A extends Shape, B extends Shape>(this: Tensor<A>, other: Tensor<B>): Tensor<[...Leading<A>, ...Leading<B>]>;
  /**
   * Every element with the whole other tensor in its place, multiplied by it (Kronecker).
   *
   * @example
   * tensor([1, 10]).kron(tensor([1, 2])); // [1, 2, 10, 20]
   */
  kron(other: Tensor): Tensor;
  /**
   * The vectors that are orthogonal to both, along an axis of size 3, the last if none is given.
   *
   * @example
   * tensor([1, 0, 0]).cross(tensor([0, 1, 0])); // [0, 0, 1]
   */
  cross<A extends Shape, B extends Shape>(
    this: Tensor<A>,
    other: Tensor<B> & BroadcastCheck<"cross", A, B>,
    axis?: number,
  ): Tensor<Broadcast<A, B>>;
  /**
   * The sum of the diagonal of the last two axes: (…, n, m) gives (…).
   *
   * @example
   * tensor([[1, 2], [3, 4]]).trace(); // 5
   */
  trace<A extends Shape>(
    this: Tensor<A>,
  ): Tensor<A extends readonly [...infer Batch extends Shape, number, number] ? Batch : Shape>;
  /**
   * Summed over pairs of axes; what is left of this tensor comes first.
   *
   * @param axes how many axes, the last of this and the first of the other (2 if it is not given), or a list for each
   * @throws ShapeError if the axes of a pair have different sizes
   * @example
   * const x = tensor([[1, 2], [3, 4]]);
   * x.tensordot(x); // 30
   * x.tensordot(x, [[0], [1]]); // [[7, 15], [10, 22]]
   */
  tensordot(other: Tensor, axes?: number | readonly [left: readonly number[], right: readonly number[]]): Tensor;
  /**
   * The cosine of the angle between vectors along an axis, the last if none is given; the others broadcast.
   *
   * @param eps the least length that is divided by, 1e-8 if it is not given
   * @example
   * tensor([[1, 0], [1, 1]]).cosineSimilarity(tensor([1, 0])); // [1, 0.70710677]
   */
  cosineSimilarity<A extends Shape, B extends Shape, const Axis extends number = -1>(
    this: Tensor<A>,
    other: Tensor<B> & BroadcastCheck<"cosineSimilarity", A, B>,
    axis?: Axis,
    eps?: number,
  ): Tensor<Reduce<Broadcast<A, B>, Axis>>;
  /**
   * The p-norm of the difference (plus `eps`, so that it has a gradient) of vectors along the last axis; p is 2 if it is not
   * given. The others broadcast.
   *
   * @example
   * tensor([[0, 0], [1, 1]]).pairwiseDistance(tensor([3, 4]), 2, 0); // [5, 3.6055512]
   */
  pairwiseDistance<A extends Shape, B extends Shape>(
    this: Tensor<A>,
    other: Tensor<B> & BroadcastCheck<"pairwiseDistance", A, B>,
    p?: number,
    eps?: number,
  ): Tensor<Reduce<Broadcast<A, B>, -1>>;
  /**
   * How far points are from each other, in the p-norm: (…, n, d) and (…, m, d) give (…, n, m).
   *
   * @example
   * tensor([[0, 0], [1, 1]]).cdist(tensor([[3, 4]])); // [[5], [3.6055512]]
   */
  cdist(other: Tensor, p?: number): Tensor;
  /**
   * The values at these places of the line through the points (points[i], values[i]), as `numpy.interp`. Points ascend;
   * outside of them the first or the last value stays.
   *
   * @example
   * tensor([-1, 0.5, 2.5]).interp(tensor([0, 1, 2]), tensor([10, 20, 40])); // [10, 15, 40]
   */
  interp<S extends Shape>(this: Tensor<S>, points: Tensor, values: Tensor): Tensor<S>;
}
