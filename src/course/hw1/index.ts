// Homework 1: automatic differentiation. The course's own graph, in camelCase, over the arrays of needle-ts.
export { type Labels, parseMnist, printTable, type TrainOptions } from "../hw0.ts";
export { computeGradientOfVariables, sumNodeList } from "./gradient.ts";
export { softmaxLoss } from "./loss.ts";
export { type Gradients, inputOf, inputsOf, Op, TensorOp, TensorTupleOp } from "./op.ts";
export { type Axes, MatMul, matmul, Summation, summation } from "./ops/contraction.ts";
export { add, divide, EWiseAdd, EWiseDiv, EWiseMul, EWisePow, multiply, power } from "./ops/element-wise.ts";
export { type AxisPair, BroadcastTo, broadcastTo, Reshape, reshape, Transpose, transpose } from "./ops/movement.ts";
export {
  AddScalar,
  addScalar,
  DivScalar,
  divideScalar,
  MulScalar,
  mulScalar,
  PowerScalar,
  powerScalar,
} from "./ops/scalar.ts";
export {
  FusedAddScalars,
  fusedAddScalars,
  MakeTensorTuple,
  makeTuple,
  TupleGetItem,
  tupleGetItem,
} from "./ops/tuple.ts";
export { Exp, exp, Log, log, Negate, negate, ReLU, relu } from "./ops/unary.ts";
export { LAZY_MODE, setLazyMode, tensorCounter } from "./state.ts";
export { Tensor, type TensorOptions, type TensorSource, TensorTuple } from "./tensor.ts";
export { findTopoSort } from "./topological.ts";
export { lossErr, nnEpoch } from "./training.ts";
export { type Cached, type NDArray, Value } from "./value.ts";
