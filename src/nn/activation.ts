// A tensor method as a module, with the numbers that it takes besides.
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import type { OutputOf, SameRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";

export interface Activation extends Layer<SameRule> {
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>>;
}

/** A class of modules whose constructor takes the numbers that `f` takes behind the tensor; `defaults` names them in order. */
export function activation<Numbers extends readonly number[] = []>(
  f: (x: Tensor, ...numbers: Numbers) => Tensor,
  defaults: Readonly<Record<string, number>> = {},
): new (
  ...numbers: Partial<Numbers>
) => Activation {
  const names = Object.keys(defaults);
  return class extends Layer<SameRule> {
    readonly #numbers: Numbers;
    constructor(...given: Partial<Numbers>) {
      super();
      this.#numbers = names.map((name, i) => this.#checked(name, given[i] ?? defaults[name])) as never;
    }
    #checked(name: string, x: unknown): number {
      if (typeof x !== "number")
        throw new ArgumentError(`${this.constructor.name}: ${name} is a number, not a ${typeof x}`);
      return x;
    }
    forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
      return f(x, ...this.#numbers) as never;
    }
    override describe(): string {
      return names.map((name, i) => `${name}=${this.#numbers[i]}`).join(", ");
    }
  };
}
