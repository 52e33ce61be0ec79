// The course's library, homework by homework: `hw0`, `hw1`, … are namespaces, since homeworks give one name to different things
// (`add`, `matmul`, `softmaxLoss`, `nnEpoch`). Homework 0's names, on plain matrices, are also here without a prefix.
//
//   import { hw1 } from "needle-ts/course";
//   const x = new hw1.Tensor([1, 2, 3]);

export * from "./hw0.ts";
export * as hw0 from "./hw0.ts";
export * as hw1 from "./hw1/index.ts";
export * as hw2 from "./hw2/index.ts";
export * as hw3 from "./hw3/index.ts";
export { type Floats, HostMatrix } from "./matrix.ts";
export { matmul, matmulTransposedLeft, matmulTransposedRight } from "./products.ts";
export { RandomState } from "./random-state.ts";
