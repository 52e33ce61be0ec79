// Broadcasting: shapes are aligned at the right, axes of size 1 are stretched, missing axes are added at the left.
import type { Add } from "./arithmetic.ts";
import type { Agreeing, Box, Overlap, Pair, Shape, ShapeError, Show } from "./shape.ts";

/** Whether two sizes stretch to a common one: one of them is 1, or they agree. */
export type Stretches<A extends number, B extends number> =
  Pair<A, B> extends Pair<A, 1> | Pair<1, B> | Agreeing<A, B> ? true : Overlap<A, B>;

/** That common size; `never` where there is none. */
export type Stretch<A extends number, B extends number> =
  Pair<A, B> extends Pair<A, A> | Pair<A, 1>
    ? A
    : Pair<A, B> extends Pair<1, B> | Pair<number, B>
      ? B
      : Pair<A, B> extends Pair<A, number>
        ? A
        : A & B;

/** Not always `[...A, ...B]`: that of `Shape` and nothing would be `number[]`. */
type Append<A extends Shape, B extends Shape> = B extends readonly [] ? A : [...A, ...B];

/** Walks both shapes from the right; Done holds the axes that are behind. */
type Align<A extends Shape, B extends Shape, Done extends Shape = []> =
  Box<B> extends Box<readonly []>
    ? Append<A, Done>
    : Box<A> extends Box<readonly []>
      ? Append<B, Done>
      : Box<A> extends Box<readonly [...infer As extends Shape, infer X extends number]>
        ? Box<B> extends Box<readonly [...infer Bs extends Shape, infer Y extends number]>
          ? Align<As, Bs, [Stretch<X, Y>, ...Done]>
          : Shape
        : Shape;

/** The shape that A and B become when they meet. Sizes that clash are `never`: {@link BroadcastCheck} refuses them. */
export type Broadcast<A extends Shape, B extends Shape> = Align<A, B>;

/**
 * The text about the leftmost axis where two sizes clash, as at run time; "" where all fit. Axis counts from the end, and
 * the walk is from the end, so a clash found later replaces the one found before.
 */
type Clash<A extends Shape, B extends Shape, Axis extends number = 1, Text extends string = ""> =
  Box<B> extends Box<readonly [...infer Bs extends Shape, infer Y extends number]>
    ? Box<A> extends Box<readonly [...infer As extends Shape, infer X extends number]>
      ? Stretches<X, Y> extends true
        ? Clash<As, Bs, Add<Axis, 1>, Text>
        : Clash<As, Bs, Add<Axis, 1>, `: sizes ${X} and ${Y} at axis -${Axis}`>
      : Text
    : Text;

/** `unknown` where A and B can be broadcast, as far as their sizes are known. */
export type BroadcastCheck<Op extends string, A extends Shape, B extends Shape> =
  Clash<A, B> extends infer Text extends string
    ? Text extends ""
      ? unknown
      : ShapeError<`${Op}: cannot broadcast ${Show<A>} with ${Show<B>}${Text}`>
    : never;
