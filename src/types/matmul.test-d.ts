import type { Equal, Expect } from "./expect.test-d.ts";
import type { MatMul, MatMulCheck } from "./matmul.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Shapes = [
  Expect<Equal<MatMul<[32, 784], [784, 10]>, [32, 10]>>,
  Expect<Equal<MatMul<[8, 2, 3], [3, 4]>, [8, 2, 4]>>,
  Expect<Equal<MatMul<[8, 1, 2, 3], [5, 3, 4]>, [8, 5, 2, 4]>>,
  Expect<Equal<MatMul<[3], [3]>, []>>,
  Expect<Equal<MatMul<[3], [3, 4]>, [4]>>,
  Expect<Equal<MatMul<[3], [5, 3, 4]>, [5, 4]>>,
  Expect<Equal<MatMul<[5, 2, 3], [3]>, [5, 2]>>,
  Expect<Equal<MatMul<readonly [2, 3], readonly [3, 4]>, [2, 4]>>,
  Expect<Equal<MatMul<[number, 3], [3, number]>, [number, number]>>,
  Expect<Equal<MatMul<Shape, [3, 4]>, Shape>>,
  Expect<Equal<MatMul<[2, 3], Shape>, Shape>>,
];

export type Messages = [
  Expect<Equal<MatMulCheck<[2, 3], [3, 4]>, unknown>>,
  Expect<Equal<MatMulCheck<[2, number], [3, 4]>, unknown>>,
  Expect<Equal<MatMulCheck<Shape, [3, 4]>, unknown>>,
  Expect<Equal<MatMulCheck<[2, 3], Shape>, unknown>>,
  Expect<Equal<MatMulCheck<[3], [3]>, unknown>>,
  Expect<Equal<MatMulCheck<[32, 784], [785, 128]>, ShapeError<"matmul: inner sizes differ, [32, 784] @ [785, 128]">>>,
  Expect<Equal<MatMulCheck<[3], [4]>, ShapeError<"matmul: inner sizes differ, [3] @ [4]">>>,
  Expect<
    Equal<MatMulCheck<[4, 2, 3], [5, 3, 2]>, ShapeError<"matmul: batch axes do not broadcast, [4, 2, 3] @ [5, 3, 2]">>
  >,
  Expect<Equal<MatMulCheck<[2, 3], []>, ShapeError<"matmul: a 0-d tensor has no axis to sum over, [2, 3] @ []">>>,
];
