// Stands in for the tensor while its shape rules are written.
import type { Shape } from "./shape.ts";
import type {
  AtMethod,
  BinaryMethod,
  ExpandMethod,
  MatMulMethod,
  PermuteMethod,
  ReduceMethod,
  ReshapeMethod,
  TransposeMethod,
} from "./types/methods.ts";

export declare class Tensor<out S extends Shape = Shape> {
  readonly shape: S;
  readonly add: BinaryMethod<"add">;
  readonly sub: BinaryMethod<"sub">;
  readonly mul: BinaryMethod<"mul">;
  readonly div: BinaryMethod<"div">;
  readonly maximum: BinaryMethod<"maximum">;
  readonly lt: BinaryMethod<"lt">;
  readonly eq: BinaryMethod<"eq">;
  readonly matmul: MatMulMethod;
  readonly sum: ReduceMethod<"sum">;
  readonly mean: ReduceMethod<"mean">;
  readonly max: ReduceMethod<"max">;
  readonly permute: PermuteMethod;
  readonly transpose: TransposeMethod;
  readonly reshape: ReshapeMethod;
  readonly expand: ExpandMethod;
  readonly at: AtMethod;
  relu(): Tensor<S>;
  exp(): Tensor<S>;
}
