import type { Tensor } from "../tensor.ts";
import type { Einsum, EinsumCheck } from "./einsum.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Results = [
  Expect<Equal<Einsum<"ij,jk->ik", [[2, 3], [3, 4]]>, [2, 4]>>,
  Expect<Equal<Einsum<"b h i d, b h j d -> b h i j", [[8, 4, 5, 6], [8, 4, 7, 6]]>, [8, 4, 5, 7]>>,
  Expect<Equal<Einsum<"i,i->", [[3], [3]]>, []>>,
  Expect<Equal<Einsum<"ii->i", [[3, 3]]>, [3]>>,
  Expect<Equal<Einsum<"ij,jk,kl->il", [[2, 3], [3, 4], [4, 5]]>, [2, 5]>>,
  Expect<Equal<Einsum<"ij,j->ij", [[2, 3], [1]]>, [2, 3]>>,
  // what is not known
  Expect<Equal<Einsum<"ij,jk->ik", [[number, 3], [3, 4]]>, [number, 4]>>,
  Expect<Equal<Einsum<"ij,jk->ik", [Shape, [3, 4]]>, Shape>>,
  Expect<Equal<Einsum<"ij,jk", [[2, 3], [3, 4]]>, Shape>>,
  Expect<Equal<Einsum<"...i->i", [[2, 3]]>, Shape>>,
  Expect<Equal<Einsum<string, [[2, 3]]>, Shape>>,
];

export type Messages = [
  Expect<Equal<EinsumCheck<"ij,jk->ik", [[2, 3], [3, 4]]>, unknown>>,
  Expect<Equal<EinsumCheck<"ij,jk->ik", [[2, number], [3, 4]]>, unknown>>,
  Expect<Equal<EinsumCheck<string, [[2, number], [3, 4]]>, unknown>>,
  Expect<
    Equal<EinsumCheck<"ij,jk->ik", [[2, 3], [4, 5]]>, ShapeError<`einsum "ij,jk->ik": label 'j' is both 3 and 4`>>
  >,
  Expect<Equal<EinsumCheck<"ij->i", [[2]]>, ShapeError<`einsum "ij->i": 'ij' names more labels than axes of [2]`>>>,
  Expect<Equal<EinsumCheck<"i->i", [[2, 3]]>, ShapeError<`einsum "i->i": 'i' names fewer labels than axes of [2, 3]`>>>,
  Expect<Equal<EinsumCheck<"i->i", [[2], [2]]>, ShapeError<`einsum "i->i": there are more operands than terms`>>>,
  Expect<Equal<EinsumCheck<"i,i->i", [[2]]>, ShapeError<`einsum "i,i->i": there are more terms than operands`>>>,
];

// generic code
declare function einsum<const E extends string, A extends Shape, B extends Shape>(
  equation: E & EinsumCheck<E, [A, B]>,
  a: Tensor<A>,
  b: Tensor<B>,
): Tensor<Einsum<E, [A, B]>>;
export const project = <Batch extends number>(x: Tensor<[Batch, 784]>, w: Tensor<[784, 10]>): Tensor<[Batch, 10]> =>
  einsum("bi,io->bo", x, w);
