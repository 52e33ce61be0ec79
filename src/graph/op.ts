// What an op is: one row that answers everything the rest of the system asks. Shared code asks; it never lists op names.
import type { DType } from "../dtype.ts";
import { DeviceError } from "../errors.ts";
import type { Expr, ExprArena } from "../ir/expr.ts";
import type { Index, IndexArena } from "../ir/index.ts";
import type { Contraction, Fold, Store } from "../ir/kernel.ts";
import type { Node } from "./node.ts";
import type { Type } from "./type.ts";

/** How often an op reads each element of a source while its own elements are computed once each. */
export type Reading =
  | "same" // once, at its own index
  | "bijective" // once, in another order
  | "partial" // at most once
  | "packed" // once, before the loops of a contraction, into storage of its own
  | "repeated" // perhaps many times
  | "never"; // only its gradient does

/** Which loops an op opens inside those of its own elements; "whole": it is a kernel of its own. */
export type Loops = "none" | "reduce" | "contract" | "whole";

/** An axis of a product's result: in both operands, in the left one only, in the right one only. */
export type Side = keyof Pick<Contraction, "batch" | "rows" | "columns">;

/** What an op writes its elements with (compiler/lower.ts). */
export interface Emitter {
  readonly indices: IndexArena;
  readonly exprs: ExprArena;
  /** The element of a source at an index; where the guard is false nothing may be read. */
  source(n: Node, at: readonly Index[], guard: Expr | null): Expr;
  /** The element of a stored source at a position in its memory. */
  stored(n: Node, position: Index, guard: Expr | null): Expr;
  /** A number that belongs to a node and is known before the run, at the latest when it starts. */
  number(n: Node, dtype: DType): Expr;
  /** The inner loops of an op; the same for the same op over the same indices. */
  loops(n: Node, at: readonly Index[], sizes: readonly number[]): Index[];
  reduction(fold: Fold, dtype: DType, value: Expr): Expr;
  /** The sum of products of two operands, whose axes `sides` has told. */
  contraction(sum: Fold, dtype: DType, left: Expr, right: Expr): Expr;
  /** A value of `ids`, a source of `n`, used as an index: in [0, size), or the run fails. */
  lookUp(n: Node, ids: Node, value: Expr, size: number, guard: Expr | null): Index;
}

/** What an op that is a kernel of its own writes it with. */
export interface Writer extends Emitter {
  /** Parallel loops, one for each size. */
  axes(sizes: readonly number[]): Index[];
  /** The reduction so far, at each turn of its loops. */
  running(fold: Fold, dtype: DType, value: Expr): Expr;
  /** At each turn of the inner loops, the number of the turn that comes there when they are sorted by their keys. */
  sorted(key: Expr, descending: boolean): Expr;
  store(n: Node, at: readonly Index[], value: Expr, mode: Store["mode"]): void;
}

export interface Row {
  readonly name: string;
  /** The type of the result; throws where sources do not fit. Sources without a rule of their own have types given. */
  readonly type?: (arg: never, ...sources: Type[]) => Type;
  /** The share of gradient g that goes to one source; null: none. Absent: none for any. */
  readonly gradient?: (n: Node, g: Node, side: number) => Node | null;
  readonly reading: (n: Node, side: number) => Reading;
  /** Where the elements of a source go that is read "bijective" without loops: the inverse of what `emit` asks for. */
  readonly lands?: (n: Node, at: readonly Index[], side: number, indices: IndexArena) => readonly Index[];
  /** Of loops "contract": the sides of the result's axes. */
  readonly sides?: (n: Node) => readonly Side[];
  readonly loops?: Loops | ((n: Node) => Loops);
  /** Arithmetic for each element (true), or only a way of looking at its source (false)? */
  readonly computes?: (n: Node) => boolean;
  /** Elements differ even where those of the sources are all equal. */
  readonly varies?: boolean;
  /** Elements lie in memory as those of the first source do: one stored value serves both. */
  readonly alias?: boolean;
  /** An element; a kernel of its own has `write` instead. */
  readonly emit?: (n: Node, at: readonly Index[], guard: Expr | null, k: Emitter) => Expr;
  /** Of loops "whole": the kernel. */
  readonly write?: (n: Node, k: Writer) => void;
  /** Operations that evaluating every element once takes. */
  readonly flops?: (n: Node) => number;
  readonly describe?: (n: Node) => string;
}

const never = (): boolean => false;
const always = (): boolean => true;
const free = (): number => 0;
const absent = (n: Node): never => {
  throw new Error(`internal: ${n.op.name} is asked for what it has not`);
};

export class Op {
  readonly id: number;
  readonly name: string;
  readonly type: (arg: never, ...sources: Type[]) => Type;
  readonly gradient: NonNullable<Row["gradient"]> | null;
  readonly reading: Row["reading"];
  readonly loops: (n: Node) => Loops;
  readonly computes: (n: Node) => boolean;
  readonly varies: boolean;
  readonly alias: boolean;
  readonly lands: NonNullable<Row["lands"]>;
  readonly sides: NonNullable<Row["sides"]>;
  readonly emit: NonNullable<Row["emit"]>;
  readonly write: NonNullable<Row["write"]>;
  readonly flops: (n: Node) => number;
  readonly describe: (n: Node) => string;
  constructor(row: Row) {
    this.id = ops.length;
    this.name = row.name;
    this.type = row.type ?? ((_arg, first) => first!);
    this.gradient = row.gradient ?? null;
    this.reading = row.reading;
    const { loops = "none" } = row;
    this.loops = typeof loops === "string" ? () => loops : loops;
    this.computes = row.computes ?? (loops === "none" ? never : always);
    this.varies = row.varies ?? false;
    this.alias = row.alias ?? false;
    this.lands = row.lands ?? absent;
    this.sides = row.sides ?? absent;
    this.emit = row.emit ?? absent;
    this.write = row.write ?? absent;
    this.flops = row.flops ?? free;
    this.describe = row.describe ?? (() => row.name);
    ops.push(this);
  }
}

/** Every op, by its number. */
export const ops: Op[] = [];
export const defineOp = (row: Row): Op => new Op(row);

/** All sources of an op live in one place. */
export function checkPlaces(op: string, sources: readonly Type[]): void {
  for (const s of sources)
    if (s.place !== sources[0]!.place)
      throw new DeviceError(
        `${op}: tensors are on different devices, '${sources[0]!.place.name}' and '${s.place.name}'; move one with to(device)`,
      );
}
