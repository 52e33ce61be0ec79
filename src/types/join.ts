// Tensors side by side, and one tensor repeated. A list of tensors comes as the list of their shapes.
import type { Add, Multiply, Product } from "./arithmetic.ts";
import type { AxisCheck, Normalize, Resize } from "./axes.ts";
import type { Insert, InsertCheck, SizeAt } from "./edit.ts";
import type { Agree, Mutable, Shape, ShapeError, Show } from "./shape.ts";

export type Shapes = readonly Shape[];
type First<List extends Shapes> = List extends readonly [infer S extends Shape, ...Shapes] ? S : List[number];

/** One behind the other along an axis. */
export type Cat<List extends Shapes, Axis extends number> = Resize<First<List>, Axis, Together<List, Axis>>;
type Together<List extends Shapes, Axis extends number, Done extends number = 0> = List extends readonly [
  infer S extends Shape,
  ...infer Rest extends Shapes,
]
  ? Together<Rest, Axis, Add<Done, SizeAt<S, Axis>>>
  : number extends List["length"]
    ? number
    : Done;

/** `unknown` where all sizes outside the axis are equal. */
export type CatCheck<Op extends string, List extends Shapes, Axis extends number> = List extends readonly []
  ? ShapeError<`${Op}: at least one tensor is needed`>
  : AxisCheck<Op, Axis, First<List>> extends ShapeError<string>
    ? AxisCheck<Op, Axis, First<List>>
    : EachAgrees<List, First<List>, Normalize<Axis, First<List>>> extends infer Other
      ? Other extends Shape
        ? ShapeError<`${Op}: ${Show<First<List>>} and ${Show<Other>} differ outside axis ${Normalize<Axis, First<List>>}`>
        : unknown
      : never;

/** `Stack`, with the axis that may differ; null where there is none. */
type EachAgrees<List extends Shapes, S extends Shape, But extends number | null> = List extends readonly [
  infer Other extends Shape,
  ...infer Rest extends Shapes,
]
  ? SameOutside<S, Other, But> extends true
    ? EachAgrees<Rest, S, But>
    : Other
  : null;
type SameOutside<A extends Shape, B extends Shape, But extends number | null, Seen extends 0[] = []> = number extends
  | A["length"]
  | B["length"]
  ? true
  : A extends readonly [infer X extends number, ...infer As extends Shape]
    ? B extends readonly [infer Y extends number, ...infer Bs extends Shape]
      ? (Seen["length"] extends But ? true : Agree<X, Y>) extends true
        ? SameOutside<As, Bs, But, [...Seen, 0]>
        : false
      : false
    : B extends readonly []
      ? true
      : false;

/** Along a new axis. */
export type Stack<List extends Shapes, Axis extends number> = Insert<First<List>, Axis, List["length"]>;
export type StackCheck<Op extends string, List extends Shapes, Axis extends number> =
  EachAgrees<List, First<List>, null> extends infer Other
    ? Other extends Shape
      ? ShapeError<`${Op}: all shapes must be equal, not ${Show<First<List>>} and ${Show<Other>}`>
      : InsertCheck<Op, First<List>, Axis>
    : never;

/** What hstack and vstack make of tensors with too few axes, and along which axis they join. */
export type Row<S extends Shape> = S extends readonly [] ? [1] : S;
export type Matrix<S extends Shape> = S extends readonly []
  ? [1, 1]
  : S extends readonly [infer Size extends number]
    ? [1, Size]
    : S;
export type VStack<List extends Shapes> = Cat<{ [I in keyof List]: Matrix<List[I]> }, 0>;
export type HStack<List extends Shapes> =
  First<List> extends readonly [] | readonly [number] ? Cat<{ [I in keyof List]: Row<List[I]> }, 0> : Cat<List, 1>;

/** The grid over vectors of these sizes. */
export type Grid<Sizes extends Shape, Order extends "ij" | "xy"> = [Order, Sizes] extends [
  "xy",
  readonly [infer A extends number, infer B extends number, ...infer Rest extends Shape],
]
  ? [B, A, ...Rest]
  : Mutable<Sizes>;

/** Whole repetitions along the last axes. */
export type Tile<S extends Shape, Times extends readonly number[], Done extends Shape = []> = number extends
  | S["length"]
  | Times["length"]
  ? Shape
  : Times extends readonly [...infer Others extends Shape, infer Often extends number]
    ? S extends readonly [...infer Sizes extends Shape, infer Size extends number]
      ? Tile<Sizes, Others, [Multiply<Size, Often>, ...Done]>
      : Tile<[], Others, [Often, ...Done]>
    : [...S, ...Done];

/** Every element repeated along an axis, or in one long row. */
export type RepeatInterleave<
  S extends Shape,
  Times extends number,
  Axis extends number | undefined,
> = Axis extends number ? Resize<S, Axis, Multiply<SizeAt<S, Axis>, Times>> : [Multiply<Product<S>, Times>];

/** Pairs of amounts around the last axes. */
export type Pairs = readonly (readonly [low: number, high: number])[];
export type Pad<S extends Shape, Amounts extends Pairs, Done extends Shape = []> = number extends
  | S["length"]
  | Amounts["length"]
  ? Shape
  : Amounts extends readonly [
        ...infer Others extends Pairs,
        readonly [infer Low extends number, infer High extends number],
      ]
    ? S extends readonly [...infer Sizes extends Shape, infer Size extends number]
      ? Pad<Sizes, Others, [Add<Add<Size, Low>, High>, ...Done]>
      : never
    : [...S, ...Done];
type ShowPairs<Amounts extends Pairs, Text extends string = ""> = Amounts extends readonly [
  infer First extends readonly number[],
  ...infer Rest extends Pairs,
]
  ? ShowPairs<Rest, Text extends "" ? Show<First> : `${Text}, ${Show<First>}`>
  : `[${Text}]`;
export type PadCheck<S extends Shape, Amounts extends Pairs> = Amounts extends readonly []
  ? unknown
  : `${Amounts[number][number]}` extends `-${number}`
    ? PadError<S, Amounts>
    : [Pad<S, Amounts>] extends [never]
      ? PadError<S, Amounts>
      : unknown;
type PadError<
  S extends Shape,
  Amounts extends Pairs,
> = ShapeError<`pad: ${ShowPairs<Amounts>} does not fit ${Show<S>}: give [low, high] from 0 for each axis, or for the last ones`>;
