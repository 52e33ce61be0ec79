// The course's library, homework by homework.
export * from "./hw0.ts";
export { type Floats, HostMatrix } from "./matrix.ts";
export { matmul, matmulTransposedLeft, matmulTransposedRight } from "./products.ts";
export { RandomState } from "./random-state.ts";
