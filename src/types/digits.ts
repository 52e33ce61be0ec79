// Written arithmetic, as taught at school, on strings of decimal digits with the LEAST significant digit first ("421" is 124).
// TypeScript can't add number types, but it knows the length of a tuple: a digit is a tuple of that many ones.

export type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

interface Units {
  "0": [];
  "1": [1];
  "2": [1, 1];
  "3": [1, 1, 1];
  "4": [1, 1, 1, 1];
  "5": [1, 1, 1, 1, 1];
  "6": [1, 1, 1, 1, 1, 1];
  "7": [1, 1, 1, 1, 1, 1, 1];
  "8": [1, 1, 1, 1, 1, 1, 1, 1];
  "9": [1, 1, 1, 1, 1, 1, 1, 1, 1];
}
type Ten = [...Units["5"], ...Units["5"]];

/** The multiplication table: `Times["7"]["8"]` is "56". */
interface Times {
  "0": ["00", "00", "00", "00", "00", "00", "00", "00", "00", "00"];
  "1": ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09"];
  "2": ["00", "02", "04", "06", "08", "10", "12", "14", "16", "18"];
  "3": ["00", "03", "06", "09", "12", "15", "18", "21", "24", "27"];
  "4": ["00", "04", "08", "12", "16", "20", "24", "28", "32", "36"];
  "5": ["00", "05", "10", "15", "20", "25", "30", "35", "40", "45"];
  "6": ["00", "06", "12", "18", "24", "30", "36", "42", "48", "54"];
  "7": ["00", "07", "14", "21", "28", "35", "42", "49", "56", "63"];
  "8": ["00", "08", "16", "24", "32", "40", "48", "56", "64", "72"];
  "9": ["00", "09", "18", "27", "36", "45", "54", "63", "72", "81"];
}

/** The sum of three digits as [ones, carry]. */
type DigitSum<A extends Digit, B extends Digit, Carry extends Digit> = SplitColumn<
  [...Units[A], ...Units[B], ...Units[Carry]]
>;
type SplitColumn<Ones extends 1[]> =
  `${Ones["length"]}` extends `${infer Tens extends Digit}${infer Rest extends Digit}`
    ? [Rest, Tens]
    : [`${Ones["length"]}`, "0"];

/** A - B - Borrow of three digits as [ones, borrow]. */
type DigitDifference<A extends Digit, B extends Digit, Borrow extends Digit> = Units[A] extends [
  ...Units[B],
  ...Units[Borrow],
  ...infer Rest extends 1[],
]
  ? [`${Rest["length"]}`, "0"]
  : [...Units[A], ...Ten] extends [...Units[B], ...Units[Borrow], ...infer Rest extends 1[]]
    ? [`${Rest["length"]}`, "1"]
    : never;

export type AddColumns<
  A extends string,
  B extends string,
  Carry extends Digit = "0",
  Sum extends string = "",
> = A extends `${infer X extends Digit}${infer As}`
  ? B extends `${infer Y extends Digit}${infer Bs}`
    ? DigitSum<X, Y, Carry> extends [infer Ones extends Digit, infer Next extends Digit]
      ? AddColumns<As, Bs, Next, `${Sum}${Ones}`>
      : never
    : Carry extends "0"
      ? `${Sum}${A}`
      : AddColumns<A, Carry, "0", Sum>
  : Carry extends "0"
    ? `${Sum}${B}`
    : AddColumns<Carry, B, "0", Sum>;

/** A - B with A's number of digits, or never where B is larger. */
export type SubtractColumns<
  A extends string,
  B extends string,
  Borrow extends Digit = "0",
  Rest extends string = "",
> = A extends `${infer X extends Digit}${infer As}`
  ? B extends `${infer Y extends Digit}${infer Bs}`
    ? DigitDifference<X, Y, Borrow> extends [infer Ones extends Digit, infer Next extends Digit]
      ? SubtractColumns<As, Bs, Next, `${Rest}${Ones}`>
      : never
    : Borrow extends "0"
      ? `${Rest}${A}`
      : SubtractColumns<A, Borrow, "0", Rest>
  : `${B}${Borrow}` extends "0"
    ? Rest
    : never;

/** A times one digit: the ones of all columns, plus their tens moved one column up. */
type TimesDigit<
  A extends string,
  D extends Digit,
  Ones extends string = "",
  Tens extends string = "0",
> = A extends `${infer X extends Digit}${infer As}`
  ? Times[D][X] extends `${infer T extends Digit}${infer O extends Digit}`
    ? TimesDigit<As, D, `${Ones}${O}`, `${Tens}${T}`>
    : never
  : AddColumns<Ones, Tens>;

export type MultiplyColumns<
  A extends string,
  B extends string,
  Sum extends string = "0",
  Shift extends string = "",
> = B extends `${infer D extends Digit}${infer Bs}`
  ? MultiplyColumns<A, Bs, D extends "0" ? Sum : AddColumns<Sum, `${Shift}${TimesDigit<A, D>}`>, `${Shift}0`>
  : Sum;
