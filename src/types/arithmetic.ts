// Arithmetic on sizes: whole numbers from 0 as literal types. `number` means "not known" and stays `number`.
import type { AddColumns, MultiplyColumns, SubtractColumns } from "./digits.ts";

type Reverse<S extends string, Done extends string = ""> = S extends `${infer First}${infer Rest}`
  ? Reverse<Rest, `${First}${Done}`>
  : Done;
type TrimZeros<S extends string> = S extends `0${infer Rest}` ? (Rest extends "" ? "0" : TrimZeros<Rest>) : S;
type ToNumber<S extends string> = S extends `${infer N extends number}` ? N : never;

/** The digits of a size, least significant first, and back. */
type Digits<N extends number> = Reverse<`${N}`>;
type FromDigits<S extends string> = ToNumber<TrimZeros<Reverse<S>>>;

type AnyUnknown<A extends number, B extends number> = number extends A ? true : number extends B ? true : false;

export type Add<A extends number, B extends number> =
  AnyUnknown<A, B> extends true ? number : FromDigits<AddColumns<Digits<A>, Digits<B>>>;

/** A - B, or never where B is larger. */
export type Subtract<A extends number, B extends number> =
  AnyUnknown<A, B> extends true ? number : FromDigits<SubtractColumns<Digits<A>, Digits<B>>>;

export type Multiply<A extends number, B extends number> = A extends 1
  ? B
  : B extends 1
    ? A
    : AnyUnknown<A, B> extends true
      ? number
      : FromDigits<MultiplyColumns<Digits<A>, Digits<B>>>;

/** All sizes multiplied: the number of elements of a shape; 1 for a 0-d tensor. */
export type Product<Sizes extends readonly number[], Done extends number = 1> = Sizes extends readonly [
  infer Size extends number,
  ...infer Rest extends readonly number[],
]
  ? Product<Rest, Multiply<Done, Size>>
  : number extends Sizes["length"]
    ? number
    : Done;

interface Successor {
  "0": "1";
  "1": "2";
  "2": "3";
  "3": "4";
  "4": "5";
  "5": "6";
  "6": "7";
  "7": "8";
  "8": "9";
}

/** How often Divisor goes into Rest (fewer than ten times, least significant digit first) and what is left. */
type DivideStep<Rest extends string, Divisor extends string, Count extends string = "0"> = [
  SubtractColumns<Rest, Divisor>,
] extends [never]
  ? [Count, Rest]
  : DivideStep<TrimHighZeros<SubtractColumns<Rest, Divisor>>, Divisor, Successor[Count & keyof Successor]>;
type TrimHighZeros<S extends string> = Reverse<TrimZeros<Reverse<S>>>;

/** Long division: brings down the digits of Dividend (most significant first) one by one. */
type LongDivision<
  Dividend extends string,
  Divisor extends string,
  Rest extends string = "",
  Quotient extends string = "",
> = Dividend extends `${infer Digit}${infer Digits}`
  ? DivideStep<Rest extends "0" ? Digit : `${Digit}${Rest}`, Divisor> extends [
      infer Count extends string,
      infer Left extends string,
    ]
    ? LongDivision<Digits, Divisor, Left, `${Quotient}${Count}`>
    : never
  : [ToNumber<TrimZeros<Quotient>>, FromDigits<Rest>];

/** [quotient, remainder]; [number, number] where a side is unknown or the divisor is 0. */
export type DivMod<A extends number, B extends number> =
  AnyUnknown<A, B> extends true
    ? [number, number]
    : B extends 0
      ? [number, number]
      : B extends 1
        ? [A, 0]
        : LongDivision<`${A}`, Digits<B>>;
