// What networks are made of: a class with fields and a `forward`, whose objects are called like functions. Parameters,
// buffers and children are found in the fields, so nothing is registered.
import { type DType, isFloat } from "../dtype.ts";
import { type DeviceLike, device } from "../runtime/devices.ts";
import type { Tensor } from "../tensor.ts";
import { watch } from "../transforms/live.ts";
import type { Variable } from "../variable.ts";
import { called } from "./calls.ts";
import { isModule, modulesBelow, type Named, once, variablesOf } from "./members.ts";
import { printModule } from "./print.ts";
import { type LoadOptions, load, type StateDict, stateOf } from "./state.ts";

/** What every module can do. */
export abstract class ModuleBase {
  /** Whether layers that behave differently in training do so; changed by `train()` and `eval()`. */
  declare readonly training: boolean;

  constructor() {
    const self = ((...inputs: unknown[]) =>
      called(self, inputs, () => self.forward(...(inputs as never[])))) as unknown as this;
    for (const own of ["name", "length"]) Reflect.deleteProperty(self, own); // free for fields
    Object.setPrototypeOf(self, new.target.prototype);
    let training = true;
    Object.defineProperty(self, "training", {
      get: () => watch(() => training), // a compiled step notices train() and eval()
      set: (on: boolean) => {
        training = on;
      },
    });
    // biome-ignore lint/correctness/noConstructorReturn: the object is a function, so that it can be called
    return self;
  }

  abstract forward(...inputs: never[]): unknown;

  /** What is searched for parameters and children, in order: the fields. A container may name its parts otherwise. */
  members(): Iterable<readonly [name: string, member: unknown]> {
    return Object.entries(this);
  }
  /** What the print shows in the brackets behind the class: sizes and options. */
  describe(): string {
    return "";
  }

  /** The variables that collect gradients, each once, in the order of the fields. */
  parameters(): Variable[] {
    return once(this.namedParameters()).map(([, p]) => p);
  }
  /** With their names: `layers.0.weight`. */
  namedParameters(): Named<Variable>[] {
    return once(variablesOf(this).filter(([, v]) => v.isParameter));
  }
  /** Variables that collect none: running statistics. */
  buffers(): Variable[] {
    return this.namedBuffers().map(([, b]) => b);
  }
  namedBuffers(): Named<Variable>[] {
    return once(variablesOf(this).filter(([, v]) => !v.isParameter));
  }
  /** This module and all below it, each once. */
  modules(): ModuleBase[] {
    return this.namedModules().map(([, m]) => m);
  }
  namedModules(): Named<ModuleBase>[] {
    return once([["", this], ...modulesBelow(this, true)]);
  }
  /** The modules directly below. */
  children(): ModuleBase[] {
    return once(modulesBelow(this, false)).map(([, m]) => m);
  }

  /** Turns training behaviour on (dropout drops, batch statistics are taken), here and below. */
  train(on = true): this {
    for (const m of this.modules()) (m as { training: boolean }).training = on;
    return this;
  }
  /** Turns training behaviour off, here and below. */
  eval(): this {
    return this.train(false);
  }
  /** Calls a function with every module, those below first. */
  apply(visit: (m: ModuleBase) => void): this {
    for (const m of this.modules().reverse()) visit(m);
    return this;
  }
  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const p of this.parameters()) p.zeroGrad();
  }
  /** Freezes (false) or frees the parameters here and below. */
  requiresGrad(on = true): this {
    for (const p of this.parameters()) p.setRequiresGrad(on);
    return this;
  }
  /**
   * Moves parameters and buffers to a device, or floats among them to another float dtype. Make optimizers afterwards:
   * their state stays where it is.
   */
  to(target: DType | { readonly dtype?: DType; readonly device?: DeviceLike }): this {
    const { dtype, device: where } = typeof target === "string" ? { dtype: target, device: undefined } : target;
    for (const [, v] of once(variablesOf(this)))
      v.move(
        where === undefined ? v.node.type.place : device(where),
        dtype !== undefined && isFloat(v.dtype) ? dtype : v.dtype,
      );
    return this;
  }

  /** All parameters and buffers by name, as snapshots. */
  stateDict(): StateDict {
    return stateOf(this);
  }
  /**
   * Puts a state back. Nothing is changed if something does not fit.
   *
   * @param options `strict: false` takes what fits by name and returns what is missing and unexpected
   * @throws StateError with the list of what is missing, unexpected, or of another shape
   */
  loadStateDict(state: { readonly [name: string]: Tensor }, options?: LoadOptions) {
    return load(this, state, options);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return printModule(this);
  }
  toString(): string {
    return printModule(this);
  }
}

export interface Module {
  /** Runs `forward`. Where `forward` is generic its exact types are lost here; `net.forward(x)` keeps them. */
  (...inputs: Parameters<this["forward"]>): ReturnType<this["forward"]>;
}

/**
 * A part of a network. Extend it, give it fields, write `forward`; call the object.
 *
 * @example
 * class Net extends nn.Module {
 *   hidden = new nn.Linear(4, 8);
 *   head = new nn.Linear(8, 2);
 *   forward(x: Tensor) {
 *     return this.head(this.hidden(x).relu());
 *   }
 * }
 * const net = new Net();
 * net(zeros([3, 4])).shape; // [3, 2]
 * net.parameters().length; // 4
 */
export abstract class Module extends ModuleBase {
  /** All modules are, layers too. */
  static override [Symbol.hasInstance](x: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: subclasses ask as usual
    return this === Module ? isModule(x) : Function.prototype[Symbol.hasInstance].call(this, x);
  }
}
