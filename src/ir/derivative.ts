// What follows from the rows for whole formulas: derivatives, values and dtypes.
import { type DType, isFloat, promote, weak } from "../dtype.ts";
import { DTypeError } from "../errors.ts";
import { type Derivative, type Formula, input, inputsOf, substitute } from "./formula.ts";
import { add, scalar } from "./scalar.ts";

/** g · ∂formula/∂input[side], where the formula has `arity` inputs; null where there is none. Found once, then remembered. */
export function derivative(formula: Formula, arity: number, side: number): Derivative | null {
  const known = formula.derivatives[side];
  return known !== undefined ? known : (formula.derivatives[side] = derive(formula, arity, side));
}

/** Reverse mode over the expression, as gradient.ts does it over tensors. */
function derive(root: Formula, arity: number, side: number): Derivative | null {
  const result = input(arity);
  const gradient = input(arity + 1);
  const sums = new Map<Formula, Formula>([[root, gradient]]);
  for (const f of postOrder(root).reverse()) {
    const g = sums.get(f);
    const row = scalar(f.name);
    if (g === undefined || row === undefined) continue;
    const shares = row.derivative?.(f.args, f === root ? result : f, g) ?? throughDecomposition(f, g);
    shares.forEach((share, i) => {
      const arg = f.args[i]!;
      if (share !== null) sums.set(arg, sums.has(arg) ? add(sums.get(arg)!, share) : share);
    });
  }
  const sum = sums.get(input(side));
  if (sum === undefined) return null;
  const uses = inputsOf(sum);
  const renamed: Formula[] = [];
  uses.forEach((use, i) => {
    renamed[use] = input(i);
  });
  return { formula: substitute(sum, renamed), uses, passes: sum === gradient };
}

/** The derivative of a row that is made of other rows and has no rule of its own. */
function throughDecomposition(f: Formula, g: Formula): (Formula | null)[] {
  const row = scalar(f.name);
  if (row.as === undefined) return [];
  const body = row.as(...f.args.map((_, i) => input(i)));
  return f.args.map((_, i) => {
    const d = derivative(body, f.args.length, i);
    return (
      d &&
      substitute(
        d.formula,
        d.uses.map((use) => f.args[use] ?? (use === f.args.length ? f : g)),
      )
    );
  });
}

function postOrder(root: Formula): Formula[] {
  const order = new Set<Formula>();
  const visit = (f: Formula): void => {
    if (order.has(f)) return;
    f.args.forEach(visit);
    order.add(f);
  };
  visit(root);
  return [...order];
}

/** How many operations a formula is, decompositions taken apart. */
export function operations(f: Formula): number {
  return postOrder(f).reduce((sum, g) => {
    const row = scalar(g.name);
    return (
      sum + (row === undefined ? 0 : row.as === undefined ? 1 : operations(row.as(...g.args.map((_, i) => input(i)))))
    );
  }, 0);
}

/** The value at one point, in float64. */
export function evaluate(f: Formula, x: readonly number[], known = new Map<Formula, number>()): number {
  if (f.name === "input") return x[f.value]!;
  if (f.name === "constant") return f.value;
  let value = known.get(f);
  if (value === undefined) known.set(f, (value = scalar(f.name).meaning(...f.args.map((a) => evaluate(a, x, known)))));
  return value;
}

/** The dtypes in which a row's arguments are read. */
export function argumentDTypes(name: string, args: readonly Formula[], dtypes: readonly (DType | null)[]): DType[] {
  const { typing } = scalar(name);
  if (typing === "logic") return args.map(() => "bool");
  if (typing === "bits") return args.map(() => "uint32");
  const common = commonDType(args, dtypes, typing === "select" ? 1 : 0);
  if (typing === "select") return ["bool", common, common];
  if (typing === "float") return args.map(() => (isFloat(common) ? common : "float32"));
  if (typing === "integer" && isFloat(common))
    throw new DTypeError(`${name}: needs integers, not ${common}; cast with to("int32")`);
  if (typing === "arithmetic" || typing === "integer") return args.map(() => (common === "bool" ? "int32" : common));
  return args.map(() => common);
}

/** The dtype of a row's result; null is a constant, which is weak. */
export function resultDType(name: string, args: readonly Formula[], dtypes: readonly (DType | null)[]): DType {
  const { typing } = scalar(name);
  const read = argumentDTypes(name, args, dtypes); // throws where there is no common one
  if (typing === "compare" || typing === "logic") return "bool";
  if (typing === "bits") return "uint32";
  if (typing === "select" || typing === "float" || typing === "arithmetic" || typing === "integer") return read.at(-1)!;
  return typing;
}

/** The dtype of a whole formula over sources of the given dtypes, each of its parts once. */
export function formulaDType(
  f: Formula,
  sources: readonly DType[],
  known = new Map<Formula, DType | null>(),
): DType | null {
  if (f.name === "input") return sources[f.value]!;
  if (f.name === "constant") return null;
  let dtype = known.get(f);
  if (dtype === undefined) {
    const dtypes = f.args.map((a) => formulaDType(a, sources, known));
    known.set(f, (dtype = resultDType(f.name, f.args, dtypes)));
  }
  return dtype;
}

function commonDType(args: readonly Formula[], dtypes: readonly (DType | null)[], from: number): DType {
  let common: DType | null = null;
  for (let i = from; i < args.length; i++)
    if (dtypes[i] != null) common = common === null ? dtypes[i]! : promote(common, dtypes[i]!);
  for (let i = from; i < args.length; i++) if (dtypes[i] == null) common = weak(args[i]!.value, common ?? "float32");
  return common!;
}
