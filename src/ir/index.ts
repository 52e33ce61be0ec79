// Index arithmetic in normal form: offset + Σ factor · atom. Reshapes, permutations, slices and flips of any depth end up
// here, and most of them collapse to nothing. The terms say how memory is walked, so devices analyse nothing.
import type { Expr } from "./expr.ts";

/** A loop: counts from 0 to size − 1. */
export interface Axis {
  readonly kind: "axis";
  readonly id: number;
  readonly size: number;
}
/** ⌊inner / by⌋ of an index that does not divide evenly. */
export interface Quotient {
  readonly kind: "quotient";
  readonly id: number;
  readonly inner: Index;
  readonly by: number;
}
/** inner mod by. */
export interface Remainder {
  readonly kind: "remainder";
  readonly id: number;
  readonly inner: Index;
  readonly by: number;
}
/** A number known only while running: an element of an index tensor, the offset of a slice. */
export interface Dynamic {
  readonly kind: "dynamic";
  readonly id: number;
  readonly value: Expr;
  readonly size: number;
}
export type Atom = Axis | Quotient | Remainder | Dynamic;

export interface Term {
  readonly atom: Atom;
  readonly factor: number;
}
export interface Index {
  readonly id: number;
  readonly offset: number;
  readonly terms: readonly Term[];
  /** Inclusive bounds. */
  readonly low: number;
  readonly high: number;
}

/** Makes and simplifies indices; equal ones are one object. Lives as long as one lowering. */
export class IndexArena {
  readonly #indices = new Map<string, Index>();
  readonly #atoms = new Map<string, Atom>();
  #count = 0;

  axis(size: number): Axis {
    return { kind: "axis", id: this.#count++, size };
  }
  constant(value: number): Index {
    return this.#make(value, []);
  }
  of(atom: Atom): Index {
    return this.#make(0, [{ atom, factor: 1 }]);
  }
  dynamic(value: Expr, size: number): Index {
    return this.of(this.#atom(`d${value.id},${size}`, (id) => ({ kind: "dynamic", id, value, size })));
  }
  add(a: Index, b: Index): Index {
    return this.#make(a.offset + b.offset, [...a.terms, ...b.terms]);
  }
  shift(a: Index, by: number): Index {
    return this.#make(a.offset + by, a.terms);
  }
  scale(a: Index, by: number): Index {
    return this.#make(
      a.offset * by,
      by === 0 ? [] : a.terms.map(({ atom, factor }) => ({ atom, factor: factor * by })),
    );
  }
  quotient(a: Index, by: number): Index {
    if (by === 1) return a;
    if (by === 0) return this.constant(0); // of an axis that has no elements
    const only = a.terms.length === 1 && a.offset === 0 ? a.terms[0]! : null;
    if (only?.factor === 1 && only.atom.kind === "quotient") return this.quotient(only.atom.inner, only.atom.by * by);
    const { whole, rest } = this.#split(a, by);
    const divided = this.#make(
      whole.offset / by,
      whole.terms.map(({ atom, factor }) => ({ atom, factor: factor / by })),
    );
    const fixed = Math.floor(rest.low / by);
    if (fixed === Math.floor(rest.high / by)) return this.shift(divided, fixed);
    return this.add(
      divided,
      this.of(this.#atom(`q${rest.id},${by}`, (id) => ({ kind: "quotient", id, inner: rest, by }))),
    );
  }
  remainder(a: Index, by: number): Index {
    if (by <= 1) return this.constant(0);
    const { rest } = this.#split(a, by);
    const fixed = Math.floor(rest.low / by);
    if (fixed === Math.floor(rest.high / by)) return this.shift(rest, -fixed * by);
    return this.of(this.#atom(`r${rest.id},${by}`, (id) => ({ kind: "remainder", id, inner: rest, by })));
  }
  /** The position in a row-major array. */
  flatten(at: readonly Index[], shape: readonly number[]): Index {
    let flat = this.constant(0);
    at.forEach((index, i) => {
      flat = this.add(this.scale(flat, shape[i]!), index);
    });
    return flat;
  }
  /** The coordinates of a position in a row-major array. */
  unflatten(flat: Index, shape: readonly number[]): Index[] {
    const at: Index[] = [];
    for (let i = shape.length - 1; i >= 0; i--) {
      at[i] = i === 0 ? flat : this.remainder(flat, shape[i]!);
      flat = this.quotient(flat, shape[i]!);
    }
    return at;
  }
  /** Replaces axes and rewrites the values inside dynamic atoms. */
  rewrite(a: Index, axis: (axis: Axis) => Index, value: (e: Expr) => Expr): Index {
    let result = this.constant(a.offset);
    for (const { atom, factor } of a.terms) {
      const inner = (i: Index): Index => this.rewrite(i, axis, value);
      const now =
        atom.kind === "axis"
          ? axis(atom)
          : atom.kind === "dynamic"
            ? this.dynamic(value(atom.value), atom.size)
            : atom.kind === "quotient"
              ? this.quotient(inner(atom.inner), atom.by)
              : this.remainder(inner(atom.inner), atom.by);
      result = this.add(result, this.scale(now, factor));
    }
    return result;
  }

  /** a = whole + rest, where whole is a multiple of `by` whatever its atoms are, and rest is not negative: `/` and `%` may truncate. */
  #split(a: Index, by: number): { whole: Index; rest: Index } {
    const divides = ({ factor }: Term): boolean => factor % by === 0;
    const rest = this.#make(
      0,
      a.terms.filter((t) => !divides(t)),
    );
    const offset = a.offset - by * Math.floor((a.offset + rest.low) / by);
    return {
      whole: this.#make(a.offset - offset, a.terms.filter(divides)),
      rest: this.shift(rest, offset),
    };
  }
  #atom(key: string, make: (id: number) => Atom): Atom {
    let atom = this.#atoms.get(key);
    if (atom === undefined) this.#atoms.set(key, (atom = make(this.#count++)));
    return atom;
  }
  #make(start: number, given: readonly Term[]): Index {
    const { offset, terms } = combine(start, given);
    const key = `${offset}${terms.map(({ atom, factor }) => `+${factor}*${atom.id}`).join("")}`;
    let index = this.#indices.get(key);
    if (index === undefined) {
      let low = offset;
      let high = offset;
      for (const { atom, factor } of terms) {
        const [from, to] = boundsOf(atom);
        low += Math.min(factor * from, factor * to);
        high += Math.max(factor * from, factor * to);
      }
      index = { id: this.#count++, offset, terms, low, high };
      this.#indices.set(key, index);
    }
    return index;
  }
}

function boundsOf(atom: Atom): readonly [number, number] {
  if (atom.kind === "axis" || atom.kind === "dynamic") return [0, Math.max(0, atom.size - 1)];
  if (atom.kind === "remainder") return [0, atom.by - 1];
  return [Math.floor(atom.inner.low / atom.by), Math.floor(atom.inner.high / atom.by)];
}

/** Adds up equal atoms, and puts ⌊x / n⌋ · n + x mod n together again. */
function combine(offset: number, given: readonly Term[]): { offset: number; terms: Term[] } {
  const sums = new Map<Atom, number>();
  for (const { atom, factor } of given) sums.set(atom, (sums.get(atom) ?? 0) + factor);
  for (const [atom, factor] of sums) {
    if (atom.kind !== "remainder" || factor === 0) continue;
    const { inner, by } = quotientOf(atom);
    for (const [other, f] of sums) {
      if (other.kind !== "quotient" || other.inner !== inner || other.by !== by || f !== factor * atom.by) continue;
      sums.delete(atom);
      sums.delete(other);
      const rest = [...sums].map(([a, k]) => ({ atom: a, factor: k }));
      const whole = atom.inner.terms.map((t) => ({ atom: t.atom, factor: t.factor * factor }));
      return combine(offset + factor * atom.inner.offset, [...rest, ...whole]);
    }
  }
  const terms: Term[] = [];
  for (const [atom, factor] of sums) if (factor !== 0) terms.push({ atom, factor });
  return { offset, terms: terms.sort((a, b) => a.atom.id - b.atom.id) };
}

/** The quotient that goes with a remainder: ⌊⌊x / m⌋ / n⌋ is written ⌊x / (m · n)⌋. */
function quotientOf({ inner, by }: Remainder): { inner: Index; by: number } {
  const [only] = inner.terms;
  return inner.terms.length === 1 && inner.offset === 0 && only!.factor === 1 && only!.atom.kind === "quotient"
    ? { inner: only!.atom.inner, by: only!.atom.by * by }
    : { inner, by };
}
