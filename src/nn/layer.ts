// Modules of one tensor whose output shape follows from their input shape: the type checker knows the rule.
import type { Tensor } from "../tensor.ts";
import type { CheckOf, OutputOf, Rule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { ModuleBase } from "./module.ts";

export interface Layer<R extends Rule> {
  <S extends Shape>(x: Tensor<S> & CheckOf<R, S>): Tensor<OutputOf<R, S>>;
}
/** A module from one tensor to one tensor. `R` is how shapes go through it. */
export abstract class Layer<R extends Rule> extends ModuleBase {
  /** Only for the type checker. */
  declare readonly rule: R;
  abstract override forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<R, S>>;
}
