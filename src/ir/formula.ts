// Formulas: what a map node does to one element of each of its sources. A formula is interned: equal formulas are one
// object, so a sum, GELU and an Adam update are all one node of the graph, told apart by `===`.

export class Formula {
  readonly id: number;
  /** A row of the scalar table, or `input` or `constant`. */
  readonly name: string;
  /** The number of an input, the value of a constant. */
  readonly value: number;
  readonly args: readonly Formula[];
  /** Derivatives by source, found once (derivative.ts). */
  readonly derivatives: (Derivative | null | undefined)[] = [];

  constructor(id: number, name: string, value: number, args: readonly Formula[]) {
    this.id = id;
    this.name = name;
    this.value = value;
    this.args = args;
  }
}

/** g · ∂formula/∂source as a formula of the inputs it needs: the sources, then the result, then g. */
export interface Derivative {
  readonly formula: Formula;
  readonly uses: readonly number[];
  /** The derivative is g itself. */
  readonly passes: boolean;
}

// Formulas are written in programs, not made from data, so their number is bounded by the size of the program.
const table = new Map<string, Formula>();

function intern(name: string, value: number, args: readonly Formula[]): Formula {
  const key = `${name} ${Object.is(value, -0) ? "-0" : value} ${args.map((a) => a.id).join()}`;
  let formula = table.get(key);
  if (formula === undefined) {
    formula = new Formula(table.size, name, value, args);
    table.set(key, formula);
  }
  return formula;
}

export type Term = Formula | number;
export const input = (i: number): Formula => intern("input", i, []);
export const constant = (value: number): Formula => intern("constant", value, []);
export const lift = (term: Term): Formula => (typeof term === "number" ? constant(term) : term);
export const call = (name: string, ...args: readonly Term[]): Formula => intern(name, 0, args.map(lift));

/** The formula of a function body: `formula((x, y) => add(mul(x, x), y))`. */
export const formula = (body: (...x: Formula[]) => Formula): Formula =>
  body(...Array.from({ length: body.length }, (_, i) => input(i)));

/** Replaces input i by `inputs[i]`. */
export function substitute(f: Formula, inputs: readonly Formula[], done = new Map<Formula, Formula>()): Formula {
  if (f.name === "input") return inputs[f.value]!;
  if (f.args.length === 0) return f;
  let result = done.get(f);
  if (result === undefined) {
    const args = f.args.map((a) => substitute(a, inputs, done));
    done.set(f, (result = intern(f.name, f.value, args)));
  }
  return result;
}

/** The inputs that a formula reads, ascending. */
export function inputsOf(root: Formula): number[] {
  const seen = new Set([root]);
  for (const f of seen) for (const a of f.args) seen.add(a);
  return [...seen].flatMap((f) => (f.name === "input" ? [f.value] : [])).sort((a, b) => a - b);
}

export function print(f: Formula, inputs: readonly string[]): string {
  if (f.name === "input") return inputs[f.value] ?? `x${f.value}`;
  if (f.name === "constant") return String(f.value);
  return `${f.name}(${f.args.map((a) => print(a, inputs)).join(", ")})`;
}
