// What optimizers share: groups of parameters with their own numbers, state by parameter, saving and loading. An optimizer
// only says how one parameter changes.
import { noGrad } from "../autograd.ts";
import { variable, zerosLike } from "../create.ts";
import { ArgumentError, StateError } from "../errors.ts";
import { map } from "../graph/ops/map.ts";
import { uniform } from "../graph/ops/source.ts";
import type { Formula } from "../ir/formula.ts";
import { sameShape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";

/** The numbers of an optimizer; each group may have others. All of them may change between steps without a new plan. */
export interface Rates {
  /** Learning rate. */
  lr: number;
}
export type Group<R extends Rates> = R & { readonly parameters: readonly Variable[] };
/** A list of parameters, or of groups whose numbers differ from the defaults. */
export type Parameters<R extends Rates> =
  | Iterable<Variable>
  | readonly (Partial<R> & { readonly parameters: Iterable<Variable> })[];

/** All there is to know to go on: tensors by name ("0.momentum") and the numbers of the groups. */
export interface OptimizerState {
  readonly tensors: { readonly [name: string]: Tensor };
  readonly steps: number;
  readonly groups: readonly { readonly [name: string]: unknown }[];
}

export abstract class Optimizer<R extends Rates = Rates> {
  readonly groups: Group<R>[];
  /** Steps done. */
  steps = 0;
  readonly #parameters: readonly Variable[];
  readonly #state = new Map<Variable, Map<string, Variable>>();

  constructor(parameters: Parameters<R>, defaults: R) {
    const list = [...parameters];
    const isGroups = list.length > 0 && !(list[0] instanceof Tensor);
    const groups = isGroups ? (list as { parameters: Iterable<Variable> }[]) : [{ parameters: list as Variable[] }];
    this.groups = groups.map((g) => ({ ...defaults, ...g, parameters: [...g.parameters] }));
    this.#parameters = this.groups.flatMap((g) => g.parameters);
    if (this.#parameters.length === 0) throw new ArgumentError(`${this.constructor.name}: there are no parameters`);
    for (const p of this.#parameters)
      if (!(p instanceof Tensor) || p.variable === null)
        throw new ArgumentError(
          `${this.constructor.name}: a parameter is a variable: parameter(…) or module.parameters()`,
        );
    if (new Set(this.#parameters).size < this.#parameters.length)
      throw new ArgumentError(`${this.constructor.name}: a parameter is there twice`);
  }

  /** The learning rate of the first group; setting it sets that of all. */
  get lr(): number {
    return this.groups[0]!.lr;
  }
  set lr(lr: number) {
    for (const g of this.groups) g.lr = lr;
  }
  /** Forgets the gradients. */
  zeroGrad(): void {
    for (const p of this.#parameters) p.zeroGrad();
  }
  /** Changes every parameter that has a gradient. Runs later, with the numbers of now. */
  step(): void {
    noGrad(() => {
      const first = this.#parameters[0]!;
      uniform(() => ++this.steps, first.dtype, first.node.type.place); // a compiled step counts as well
      for (const g of this.groups)
        for (const p of g.parameters) {
          const { gradient } = p;
          if (gradient !== null) this.update(p, gradient, g);
        }
    });
  }
  /** The new version of one parameter, from its gradient. */
  protected abstract update(p: Variable, gradient: Tensor, group: Group<R>): void;

  /** A tensor that belongs to a parameter: its shape and dtype, zeros at first. */
  protected state(p: Variable, name: string, first: (p: Variable) => Tensor = zerosLike): Variable {
    let all = this.#state.get(p);
    if (all === undefined) this.#state.set(p, (all = new Map()));
    let state = all.get(name);
    if (state === undefined) all.set(name, (state = variable(first(p), { name: `${name} ${show(p.shape)}` })));
    return state;
  }
  /** One node of the graph for a formula of tensors and of numbers that are read at every step. */
  protected apply(f: Formula, tensors: readonly Tensor[], ...numbers: readonly (() => number)[]): Tensor {
    const { dtype, place } = tensors[0]!.node.type;
    return new Tensor(map(f, ...tensors.map((t) => t.node), ...numbers.map((read) => uniform(read, dtype, place))));
  }

  stateDict(): OptimizerState {
    const tensors: Record<string, Tensor> = {};
    this.#parameters.forEach((p, i) => {
      for (const [name, state] of this.#state.get(p) ?? []) tensors[`${i}.${name}`] = state.detach();
    });
    const groups = this.groups.map(({ parameters: _, ...numbers }) => ({ ...numbers }));
    return { tensors, steps: this.steps, groups };
  }
  /**
   * Goes on from a state, of the same parameters in the same order.
   *
   * @throws StateError where groups or shapes differ; nothing is changed then
   */
  loadStateDict({ tensors, steps, groups }: OptimizerState): void {
    const name = this.constructor.name;
    if (groups.length !== this.groups.length)
      throw new StateError(`${name}: the state has ${groups.length} groups, the optimizer ${this.groups.length}`);
    const entries = Object.entries(tensors).map(([key, value]) => {
      const dot = key.indexOf(".");
      const p = this.#parameters[Number(key.slice(0, dot))];
      if (p === undefined || !sameShape(p.shape, value.shape))
        throw new StateError(
          `${name}: the state's ${key} is ${show(value.shape)}, ${p === undefined ? "there is no such parameter" : `the parameter ${show(p.shape)}`}`,
        );
      return { p, key: key.slice(dot + 1), value: value.to({ dtype: p.dtype, device: p.device }) };
    });
    this.steps = steps;
    groups.forEach((g, i) => {
      Object.assign(this.groups[i]!, g);
    });
    this.#state.clear();
    for (const { p, key, value } of entries) this.state(p, key, () => value);
  }
}
