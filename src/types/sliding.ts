// The sizes that sliding windows leave, as types: convolutions and pooling. Options are one number for all axes or a list.
import type { Add, DivMod, Multiply, Subtract } from "./arithmetic.ts";
import type { Agree, Box, Shape, ShapeError, Show } from "./shape.ts";

/** One number for all axes, or one for each. */
export type PerAxis = number | readonly number[];
/** Zeros at both ends of each axis, of an axis, or at each end; "same": as many as leave ⌈size / stride⌉ windows. */
export type Padding = "same" | "valid" | number | readonly (number | readonly [low: number, high: number])[];

type Of<V, Axis> = V extends readonly unknown[] ? (Axis extends keyof V ? V[Axis] : number) : V;
type Size<V> = V extends number ? V : number;
/** Padding of an axis, both ends together. */
type Ends<P> = P extends readonly [infer Low extends number, infer High extends number]
  ? Add<Low, High>
  : P extends number
    ? Add<P, P>
    : P extends "valid"
      ? 0
      : number;

type PlusOne<N extends number> = Add<N, 1>;
type Plus<N extends number, More extends number> = More extends 0 ? N : Add<N, More>;
/** From the first element of a window to its last. */
type Reach<K extends number, D extends number> = Multiply<D, Subtract<K, 1>>;
type Windows<N extends number, K extends number, S extends number, E extends number, D extends number> = S extends 1
  ? Subtract<Plus<N, E>, Reach<K, D>>
  : PlusOne<DivMod<Subtract<Plus<N, E>, PlusOne<Reach<K, D>>>, S>[0]>;
type Same<N extends number, S extends number> = PlusOne<DivMod<Subtract<N, 1>, S>[0]>;

/** ⌊(n + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1 along each axis. */
export type SlidingSizes<L extends Shape, K, S, P, D> = number extends L["length"]
  ? number[]
  : {
      -readonly [Axis in keyof L]: P extends "same"
        ? Same<L[Axis], Size<Of<S, Axis>>>
        : Windows<L[Axis], Size<Of<K, Axis>>, Size<Of<S, Axis>>, Ends<Of<P, Axis>>, Size<Of<D, Axis>>>;
    };

/** (n − 1) · stride − padding + dilation · (kernel − 1) + outputPadding + 1 along each axis. */
export type SpreadSizes<L extends Shape, K, S, P, D, O> = number extends L["length"]
  ? number[]
  : {
      -readonly [Axis in keyof L]: Subtract<
        Add<
          Add<Multiply<Subtract<L[Axis], 1>, Size<Of<S, Axis>>>, Reach<Size<Of<K, Axis>>, Size<Of<D, Axis>>>>,
          PlusOne<Size<Of<O, Axis>>>
        >,
        Ends<Of<P, Axis>>
      >;
    };

/** One number as often as there are axes. */
export type EachAxis<L extends Shape, V> = number extends L["length"]
  ? number[]
  : { -readonly [Axis in keyof L]: Size<Of<V, Axis>> };

/** The batch, the channels and the spatial axes of an input. */
export interface Parts {
  readonly batch: number;
  readonly channels: number;
  readonly lines: Shape;
}
export interface PartsOf<N extends number, C extends number, L extends Shape> extends Parts {
  readonly batch: N;
  readonly channels: C;
  readonly lines: L;
}
export type ImageParts<X extends Shape, Last> = Last extends true
  ? Box<X> extends Box<readonly [infer N extends number, ...infer L extends Shape, infer C extends number]>
    ? PartsOf<N, C, L>
    : Parts
  : Box<X> extends Box<readonly [infer N extends number, infer C extends number, ...infer L extends Shape]>
    ? PartsOf<N, C, L>
    : Parts;
export type Image<N extends number, C extends number, L extends Shape, Last> = number extends L["length"]
  ? Shape
  : Last extends true
    ? [N, ...L, C]
    : [N, C, ...L];

/** The first two axes of weights, and the sizes of their windows. */
type Weights<W extends Shape> =
  Box<W> extends Box<readonly [infer F extends number, infer G extends number, ...infer K extends Shape]>
    ? { readonly first: F; readonly second: G; readonly kernel: K }
    : { readonly first: number; readonly second: number; readonly kernel: Shape };

/** The shape of a convolution of X with weights W. */
export type Convolved<X extends Shape, W extends Shape, S, P, D, Last> = Image<
  ImageParts<X, Last>["batch"],
  Weights<W>["first"],
  SlidingSizes<ImageParts<X, Last>["lines"], Weights<W>["kernel"], S, P, D>,
  Last
>;
/** The shape of a transposed convolution. */
export type Spread<X extends Shape, W extends Shape, S, P, D, G extends number, O, Last> = Image<
  ImageParts<X, Last>["batch"],
  Multiply<Weights<W>["second"], G>,
  SpreadSizes<ImageParts<X, Last>["lines"], Weights<W>["kernel"], S, P, D, O>,
  Last
>;
/** The shape of windows that are made one element each. */
export type Pooled<X extends Shape, K, S, P, D, Ceil, Last> = Image<
  ImageParts<X, Last>["batch"],
  ImageParts<X, Last>["channels"],
  Ceil extends true
    ? EachAxis<ImageParts<X, Last>["lines"], number>
    : SlidingSizes<ImageParts<X, Last>["lines"], K, S, P, D>,
  Last
>;
/** The shape with other spatial sizes. */
export type Resized<X extends Shape, Sizes, Last> = Image<
  ImageParts<X, Last>["batch"],
  ImageParts<X, Last>["channels"],
  EachAxis<ImageParts<X, Last>["lines"], Sizes>,
  Last
>;

/** `unknown` where the channels of X are those that weights W are for, as far as they are known. */
type ChannelsFit<Name extends string, X extends Shape, W extends Shape, Needed extends number, Last> = Last extends true
  ? Box<X> extends Box<readonly [...infer _Rest extends Shape, infer C extends number]>
    ? Fit<Name, X, W, C, Needed>
    : unknown
  : Box<X> extends Box<readonly [infer _N extends number, infer C extends number, ...infer _L extends Shape]>
    ? Fit<Name, X, W, C, Needed>
    : unknown;
type Fit<Name extends string, X extends Shape, W extends Shape, C extends number, Needed extends number> =
  Agree<C, Needed> extends true
    ? unknown
    : ShapeError<`${Name}: weights ${Show<W>} do not fit the channels of ${Show<X>}`>;
/** Answers at once, whatever C is, where there is one group. */
type InGroups<C extends number, G extends number> = Box<G> extends Box<1> ? C : Multiply<C, G>;
export type ConvCheck<Name extends string, X extends Shape, W extends Shape, G extends number, Last> =
  Box<W> extends Box<readonly [infer _F extends number, infer C extends number, ...infer _K extends Shape]>
    ? ChannelsFit<Name, X, W, InGroups<C, G>, Last>
    : unknown;
export type SpreadCheck<Name extends string, X extends Shape, W extends Shape, Last> =
  Box<W> extends Box<readonly [infer C extends number, ...infer _Rest extends Shape]>
    ? ChannelsFit<Name, X, W, C, Last>
    : unknown;
