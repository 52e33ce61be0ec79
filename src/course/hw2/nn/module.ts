// What networks are made of: classes with fields and a `forward`, called like functions. Parameters and children are found in
// the fields.
import { Tensor, type TensorOptions, type TensorSource } from "../../hw1/tensor.ts";

/**
 * A tensor that a module learns.
 *
 * @example
 * const w = new nn.Parameter(init.ones([2]));
 * w.requiresGrad; // true
 */
export class Parameter extends Tensor {
  constructor(source: TensorSource, options: Omit<TensorOptions, "requiresGrad"> = {}) {
    super(source, options);
  }
}

/** What every module can do. */
export abstract class ModuleBase {
  /** Whether dropout drops and batch statistics are taken; changed by `train()` and `eval()`. */
  training = true;

  constructor() {
    const self = ((...inputs: unknown[]) => self.forward(...(inputs as never[]))) as unknown as this;
    for (const own of ["name", "length"]) Reflect.deleteProperty(self, own); // free for fields
    Object.setPrototypeOf(self, new.target.prototype);
    self.training = true;
    // biome-ignore lint/correctness/noConstructorReturn: the object is a function, so that it can be called
    return self;
  }

  abstract forward(...inputs: never[]): unknown;

  /** All parameters, each once, in the order in which fields, arrays, maps and plain objects define them. */
  parameters(): Parameter[] {
    return [...new Set(partsOf(this))].filter((part) => part instanceof Parameter);
  }
  /** The modules below this one, each once, in the same order. */
  children(): Module[] {
    return [...new Set(partsOf(this))].filter((part) => part instanceof ModuleBase) as Module[];
  }
  /** Turns training on (or off), here and below. */
  train(on = true): this {
    for (const module of [this, ...this.children()]) module.training = on;
    return this;
  }
  /** Turns training off, here and below. */
  eval(): this {
    return this.train(false);
  }
}

/**
 * A part of a network: give it fields, write `forward`, and call the object.
 *
 * @example
 * class Twice extends nn.Module {
 *   layer = new nn.Linear(3, 3);
 *   forward(x: Tensor) {
 *     return this.layer(this.layer(x));
 *   }
 * }
 * const twice = new Twice();
 * twice(init.ones([2, 3])).shape; // [2, 3]
 * twice.parameters().length; // 2
 */
export abstract class Module extends ModuleBase {}
export interface Module {
  /** Runs `forward`. */
  (...inputs: Parameters<this["forward"]>): ReturnType<this["forward"]>;
}

/** A module from tensor to tensor. */
export abstract class Layer extends Module {
  abstract override forward(x: Tensor): Tensor;
}

/** Parameters and modules in the fields of a module and below. */
function* partsOf(holder: object, above: readonly object[] = []): Iterable<Parameter | ModuleBase> {
  const values: Iterable<unknown> = holder instanceof Map ? holder.values() : Object.values(holder);
  for (const value of values) {
    if (value instanceof Parameter) yield value;
    else if (isHolder(value) && !above.includes(value)) {
      if (value instanceof ModuleBase) yield value;
      yield* partsOf(value, [...above, holder]);
    }
  }
}

const isHolder = (value: unknown): value is object =>
  value instanceof ModuleBase ||
  Array.isArray(value) ||
  value instanceof Map ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);
