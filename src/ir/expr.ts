// Expressions of a kernel: what is computed for one point of its loops. Few forms, all typed, equal ones one object.

import type { DType } from "../dtype.ts";
import type { Formula } from "./formula.ts";
import type { Index } from "./index.ts";
import { convert, scalar } from "./scalar.ts";

interface Typed {
  readonly id: number;
  readonly dtype: DType;
}
export interface Constant extends Typed {
  readonly form: "constant";
  readonly value: number;
}
/** A number that is bound at every run. */
export interface Uniform extends Typed {
  readonly form: "uniform";
  readonly slot: number;
}
/** An element of a buffer; where a guard is given and false nothing is read and the value is 0. */
export interface Load extends Typed {
  readonly form: "load";
  readonly buffer: number;
  readonly index: Index;
  readonly guard: Expr | null;
}
/** An index as a value. */
export interface Coordinate extends Typed {
  readonly form: "coordinate";
  readonly index: Index;
}
/** low ≤ index < high. */
export interface Within extends Typed {
  readonly form: "within";
  readonly index: Index;
  readonly low: number;
  readonly high: number;
}
/** A row of the scalar table. */
export interface Call extends Typed {
  readonly form: "call";
  readonly name: string;
  readonly args: readonly Expr[];
}
/** A value that must be a whole number in [0, size): otherwise the run fails with check number `check`. */
export interface Checked extends Typed {
  readonly form: "checked";
  readonly source: Expr;
  readonly size: number;
  readonly check: number;
  readonly guard: Expr | null;
}
/** The result of one of the kernel's reductions. */
export interface Reduced extends Typed {
  readonly form: "reduced";
  readonly which: number;
}
/**
 * Reduction `which` over the turns of its loops up to and including this one, in their order, outermost loop first. In a
 * kernel that sorts: the number of the turn that comes at this place. Always the whole value of a store inside the loops.
 */
export interface Running extends Typed {
  readonly form: "running";
  readonly which: number;
}
export type Expr = Constant | Uniform | Load | Coordinate | Within | Call | Checked | Reduced | Running;

/** An expression before it is interned. */
type Body<E> = E extends Expr ? Omit<E, "id"> : never;

export class ExprArena {
  readonly #table = new Map<string, Expr>();

  constant(value: number, dtype: DType): Expr {
    value = convert(value, dtype);
    return this.#intern(`c${Object.is(value, -0) ? "-0" : value},${dtype}`, { form: "constant", dtype, value });
  }
  uniform(slot: number, dtype: DType): Expr {
    return this.#intern(`u${slot},${dtype}`, { form: "uniform", dtype, slot });
  }
  load(buffer: number, index: Index, dtype: DType, guard: Expr | null = null): Expr {
    return this.#intern(`l${buffer},${index.id},${guard?.id ?? ""}`, { form: "load", dtype, buffer, index, guard });
  }
  coordinate(index: Index): Expr {
    if (index.terms.length === 0) return this.constant(index.offset, "int32");
    return this.#intern(`i${index.id}`, { form: "coordinate", dtype: "int32", index });
  }
  within(index: Index, low: number, high: number): Expr {
    if (index.low >= low && index.high < high) return this.constant(1, "bool");
    if (high <= low || index.high < low || index.low >= high) return this.constant(0, "bool");
    return this.#intern(`w${index.id},${low},${high}`, { form: "within", dtype: "bool", index, low, high });
  }
  checked(source: Expr, size: number, check: number, guard: Expr | null): Expr {
    return this.#intern(`k${source.id},${size},${check},${guard?.id ?? ""}`, {
      form: "checked",
      dtype: "int32",
      source,
      size,
      check,
      guard,
    });
  }
  reduced(which: number, dtype: DType): Expr {
    return this.#intern(`r${which}`, { form: "reduced", dtype, which });
  }
  running(which: number, dtype: DType): Expr {
    return this.#intern(`t${which}`, { form: "running", dtype, which });
  }
  /** Applies a row: constants fold, and its shortcut is taken where there is one. */
  call(name: string, dtype: DType, args: readonly Expr[]): Expr {
    const row = scalar(name);
    const known = args.map((a) => (a.form === "constant" ? a.value : null));
    if (!known.includes(null)) return this.constant(row.meaning(...(known as number[])), dtype);
    const shortcut = row.shortcut?.(known);
    const simpler = shortcut ? this.#of(shortcut, dtype, args) : null;
    if (simpler?.dtype === dtype) return simpler;
    return this.#intern(`${name},${dtype},${args.map((a) => a.id).join()}`, { form: "call", dtype, name, args });
  }
  cast(e: Expr, dtype: DType): Expr {
    return e.dtype === dtype ? e : this.call(dtype, dtype, [e]);
  }
  and(a: Expr | null, b: Expr | null): Expr | null {
    return a === null ? b : b === null ? a : this.call("and", "bool", [a, b]);
  }

  /** A formula of values that all have one dtype. */
  #of(f: Formula, dtype: DType, args: readonly Expr[]): Expr {
    if (f.name === "input") return args[f.value]!;
    if (f.name === "constant") return this.constant(f.value, dtype);
    return this.call(
      f.name,
      dtype,
      f.args.map((a) => this.#of(a, dtype, args)),
    );
  }
  #intern<E extends Expr>(key: string, body: Body<E>): Expr {
    let e = this.#table.get(key);
    if (e === undefined) this.#table.set(key, (e = { id: this.#table.size, ...body } as Expr));
    return e;
  }
}

/** The expressions that `e` is made of, at any depth, each once, operands first; values inside indices included. */
export function parts(roots: readonly Expr[]): Expr[] {
  const order = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (order.has(e)) return;
    operands(e).forEach(visit);
    order.add(e);
  };
  roots.forEach(visit);
  return [...order];
}

export function operands(e: Expr): readonly Expr[] {
  switch (e.form) {
    case "call":
      return e.args;
    case "checked":
      return e.guard === null ? [e.source] : [e.guard, e.source];
    case "load":
      return e.guard === null ? dynamics(e.index) : [e.guard, ...dynamics(e.index)];
    case "coordinate":
    case "within":
      return dynamics(e.index);
    case "constant":
    case "uniform":
    case "reduced":
    case "running":
      return [];
    default:
      return e satisfies never;
  }
}

/** The values that an index depends on. */
export function dynamics(index: Index): Expr[] {
  return index.terms.flatMap(({ atom }) =>
    atom.kind === "axis" ? [] : atom.kind === "dynamic" ? [atom.value] : dynamics(atom.inner),
  );
}
