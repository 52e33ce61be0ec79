// Layers as functions of shapes. A layer names its rule, an interface whose `output` and `check` speak of `this["input"]`;
// TypeScript has no other way to pass a generic function around (the trick is known from hotscript and others).
import type { Flatten, FlattenCheck, Unflatten, UnflattenCheck } from "./regroup.ts";
import type { Agree, Box, Shape, ShapeError, Show } from "./shape.ts";

export interface Rule {
  /** The shape that goes in; `unknown` here, so that together with a shape it is that shape. */
  readonly input: unknown;
  readonly output: Shape;
  /** `unknown` where the input fits, else a ShapeError. */
  readonly check: unknown;
}
export type OutputOf<R extends Rule, S> = (R & { readonly input: S })["output"];
export type CheckOf<R extends Rule, S> = (R & { readonly input: S })["check"];

/** The shape stays as it is. */
export interface SameRule extends Rule {
  readonly output: this["input"] extends Shape ? this["input"] : Shape;
  readonly check: unknown;
}

/** (N, C, …) stays as it is. */
export interface ChannelRule<C extends number> extends Rule {
  readonly output: this["input"] extends Shape ? this["input"] : Shape;
  readonly check: ChannelsAre<this["input"], C>;
}
export type ChannelsAre<S, C extends number> =
  Box<S> extends Box<readonly [infer _N extends number, infer Channels extends number, ...infer _Rest extends Shape]>
    ? Agree<Channels, C> extends true
      ? unknown
      : ShapeError<`the second axis of ${Show<Extract<S, Shape>>} is not of size ${C}`>
    : unknown;

/** (…) → (…, Size). */
export interface EmbeddingRule<Size extends number> extends Rule {
  readonly output: this["input"] extends infer S extends Shape ? [...S, Size] : Shape;
  readonly check: unknown;
}

/** Axes Start to End as one. */
export interface FlattenRule<Start extends number, End extends number> extends Rule {
  readonly output: this["input"] extends Shape ? Flatten<this["input"], Start, End> : Shape;
  readonly check: this["input"] extends Shape ? FlattenCheck<this["input"], Start, End> : unknown;
}

/** One axis as several. */
export interface UnflattenRule<Axis extends number, Sizes extends Shape> extends Rule {
  readonly output: this["input"] extends Shape ? Unflatten<this["input"], Axis, Sizes> : Shape;
  readonly check: this["input"] extends Shape ? UnflattenCheck<this["input"], Axis, Sizes> : unknown;
}

/** (…, In) → (…, Out). */
export interface LinearRule<In extends number, Out extends number> extends Rule {
  readonly output: LastTo<this["input"], Out>;
  readonly check: LastIs<this["input"], In, "Linear">;
}
export type LastTo<S, Out extends number> =
  Box<S> extends Box<readonly [...infer Rest extends Shape, infer _Last extends number]> ? [...Rest, Out] : Shape;
export type LastIs<S, In extends number, Name extends string> =
  Box<S> extends Box<readonly [...infer _Rest extends Shape, infer Last extends number]>
    ? Agree<Last, In> extends true
      ? unknown
      : ShapeError<`${Name}: the last axis of ${Show<Extract<S, Shape>>} is not of size ${In}`>
    : unknown;

type RuleOf<L> = L extends { readonly rule: infer R extends Rule } ? R : never;
/** What a list of layers makes of a shape, one after another; `Shape` after a module without a rule. */
type Chain<Layers extends readonly unknown[], S> = Layers extends readonly [infer First, ...infer Rest]
  ? [RuleOf<First>] extends [never]
    ? Shape
    : Rest extends readonly []
      ? OutputOf<RuleOf<First>, S>
      : Chain<Rest, OutputOf<RuleOf<First>, S>>
  : Shape;
/** The complaint of the first layer that its input does not fit. */
export type ChainCheck<
  Layers extends readonly unknown[],
  S,
  Done extends readonly unknown[] = [],
> = Layers extends readonly [infer First, ...infer Rest]
  ? [RuleOf<First>] extends [never]
    ? unknown
    : CheckOf<RuleOf<First>, S> extends ShapeError<infer Message>
      ? ShapeError<`layer ${Done["length"]}: ${Message}`>
      : ChainCheck<Rest, OutputOf<RuleOf<First>, S>, [...Done, First]>
  : unknown;
/** One layer after another. */
export interface ChainRule<Layers extends readonly unknown[]> extends Rule {
  readonly output: Chain<Layers, this["input"]>;
  readonly check: ChainCheck<Layers, this["input"]>;
}
