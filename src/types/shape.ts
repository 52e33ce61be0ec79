// Shapes as types, and what the rules over them share.
//
// `number` is a size that is not known, `Shape` itself is a shape of unknown rank; rules are silent about both. In generic
// code sizes and shapes are type parameters, and TypeScript then puts off ("defers") most conditional types that look at
// them. The rules must still answer in `<B extends number>(x: Tensor<[B, 784]>)`, so they ask about `Box<A>` or
// `Pair<A, B>` instead of A: that is not put off just because a type parameter is inside, and is true at once where it
// holds whatever the parameter is (B is B; `[...P, N]` has a last axis).
import type { Shape } from "../shape.ts";

export type { Shape };

declare const message: unique symbol;
/** What a check asks of an argument that does not fit. Nothing has this type: the editor shows the message instead. */
export interface ShapeError<Message extends string> {
  readonly [message]: Message;
}

export interface Box<out A> {
  readonly box: A;
}

/** Assignable only where both sides are identical: 4 is a `number`, but a `Pair<4, 4>` is no `Pair<4, number>`. */
export interface Pair<in out A, in out B> {
  readonly pair: (a: A, b: B) => [A, B];
}

/** The pairs of sizes that can be equal: they are, or one of them is unknown. */
export type Agreeing<A extends number, B extends number> = Pair<A, A> | Pair<A, number> | Pair<number, B>;

/** Whether two sizes have a value in common: false for two literals, true for unions like `2 | 3` and `3`. */
export type Overlap<A extends number, B extends number> = [A & B] extends [never] ? false : true;

/** Whether two sizes can be equal. Put off, so refused by checks, for two different type parameters. */
export type Agree<A extends number, B extends number> = Pair<A, B> extends Agreeing<A, B> ? true : Overlap<A, B>;

/**
 * Whether every size is a literal; false at once where one is a type parameter: the answer in the box would not be
 * "known" for `any` in its place. `S &` says nothing, but keeps TypeScript from deciding before it knows S.
 */
export type KnownSizes<S extends Shape> =
  S & Box<Box<number> extends Box<S[number]> ? "unknown" : "known"> extends Box<"known"> ? true : false;

/** The shape as a list of plain sizes, without `readonly`: what an argument like `[2, 3] as const` becomes. */
export type Mutable<S extends Shape> = { -readonly [Axis in keyof S]: S[Axis] };

/** As many axes, no sizes. */
export type UnknownSizes<S extends Shape> = { -readonly [Axis in keyof S]: number };

export type ShowSize<Size extends number> = number extends Size ? "?" : `${Size}`;

/** The shape as text, `[32, 784]`; unknown sizes are `?`. */
export type Show<S extends Shape, Text extends string = ""> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? Show<Rest, Text extends "" ? ShowSize<Size> : `${Text}, ${ShowSize<Size>}`>
  : number extends S["length"]
    ? `[${Text}...]`
    : `[${Text}]`;
