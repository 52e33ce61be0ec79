// The shape of an einsum whose equation is a literal with "->" and without "...": every label of the result has the size that
// it has in the operands. Of other equations nothing is said.
import type { Stretch, Stretches } from "./broadcast.ts";
import type { Box, Shape, ShapeError, Show, ShowSize } from "./shape.ts";

/** What the labels seen so far stand for. */
type Sizes = Readonly<Record<string, number>>;

type Trim<Text extends string> = Text extends `${infer Before} ${infer After}` ? Trim<`${Before}${After}`> : Text;

/** The next term with the next operand; at the end the shape of the result. A text says what does not fit. */
type Terms<
  Rest extends string | null,
  Shapes extends readonly Shape[],
  Output extends string,
  Known extends Sizes = Record<never, number>,
> = Rest extends string
  ? Box<Shapes> extends Box<readonly [infer S extends Shape, ...infer Others extends readonly Shape[]]>
    ? number extends S["length"]
      ? null
      : Rest extends `${infer Term},${infer Next}`
        ? Labels<Term, S, Known, Next, Others, Output, `'${Term}'`, S>
        : Labels<Rest, S, Known, null, Others, Output, `'${Rest}'`, S>
    : "there are more terms than operands"
  : Box<Shapes> extends Box<readonly []>
    ? Result<Output, Known>
    : "there are more operands than terms";

/** The letters of a term with the sizes of its operand. */
type Labels<
  Term extends string,
  S extends Shape,
  Known extends Sizes,
  Next extends string | null,
  Others extends readonly Shape[],
  Output extends string,
  Whole extends string,
  Operand extends Shape,
> = Term extends `${infer Label}${infer Rest}`
  ? Box<S> extends Box<readonly [infer Size extends number, ...infer Sizes extends Shape]>
    ? Label extends keyof Known
      ? Stretches<Known[Label], Size> extends true
        ? Labels<Rest, Sizes, Stretched<Known, Label, Size>, Next, Others, Output, Whole, Operand>
        : `label '${Label}' is both ${ShowSize<Known[Label]>} and ${ShowSize<Size>}`
      : Labels<Rest, Sizes, Known & { readonly [L in Label]: Size }, Next, Others, Output, Whole, Operand>
    : `${Whole} names more labels than axes of ${Show<Operand>}`
  : Box<S> extends Box<readonly []>
    ? Terms<Next, Others, Output, Known>
    : `${Whole} names fewer labels than axes of ${Show<Operand>}`;

type Stretched<Known extends Sizes, Label extends string, Size extends number> = {
  readonly [L in keyof Known]: L extends Label ? Stretch<Known[L], Size> : Known[L];
};

type Result<
  Output extends string,
  Known extends Sizes,
  Done extends Shape = [],
> = Output extends `${infer Label}${infer Rest}`
  ? Label extends keyof Known
    ? Result<Rest, Known, [...Done, Known[Label]]>
    : `label '${Label}' of the result is in no operand`
  : Done;

/** The shape, a text, or null where nothing is known. */
type Answer<Equation extends string, Shapes extends readonly Shape[]> =
  Trim<Equation> extends `${infer Left}->${infer Output}`
    ? Equation extends `${string}...${string}`
      ? null
      : string extends Left | Output
        ? null
        : Terms<Left, Shapes, Output>
    : null;

/** The shape of the result; `Shape` where nothing is known. */
export type Einsum<Equation extends string, Shapes extends readonly Shape[]> = ShapeIn<Answer<Equation, Shapes>>;
type ShapeIn<Found> = Box<Found> extends Box<infer S extends Shape> ? S : Shape;

/** `unknown` where the operands fit the equation, as far as both are known. */
export type EinsumCheck<Equation extends string, Shapes extends readonly Shape[]> =
  Box<Answer<Equation, Shapes>> extends Box<infer Text extends string>
    ? ShapeError<`einsum "${Equation}": ${Text}`>
    : unknown;
