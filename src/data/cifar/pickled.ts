// What a CIFAR pickle is made of. NumPy pickles an array as a call that makes an empty one and a state that fills it; the same for
// the type of its elements. Their classes here answer for themselves what they take.
import { isShape } from "../../io/source.ts";

/** Byte strings are views into the file; Python's dictionaries have strings as keys. */
export type Value =
  | number
  | boolean
  | null
  | Uint8Array
  | Value[]
  | Map<string, Value>
  | Tuple
  | Global
  | NumpyArray
  | NumpyType;

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** An array of uint8, row by row. */
export class NumpyArray {
  shape: readonly number[] = [0];
  data: Uint8Array = new Uint8Array(0);

  /** Takes (version, shape, type, whether column by column, bytes); says what is wrong with them. */
  fill([, shape, type, columns, data]: readonly Value[]): string | null {
    if (!(shape instanceof Tuple) || !isShape(shape.items)) return "gives an array something that is no shape";
    if (!(type instanceof NumpyType)) return "gives an array no type of elements";
    if (columns !== false) return "gives an array column by column; those of CIFAR are row by row";
    const size = shape.items.reduce((product, d) => product * d, 1);
    if (!(data instanceof Uint8Array) || data.length !== size)
      return `fills an array of [${shape.items.join(", ")}] with ${data instanceof Uint8Array ? data.length : "no"} bytes`;
    this.shape = shape.items;
    this.data = data;
    return null;
  }
}

/** The type uint8 of elements. Its state says nothing that one byte could have. */
export class NumpyType {
  fill(): null {
    return null;
  }
}

/** A function or class that a pickle names. */
export class Global {
  /** The value, or what is wrong with the arguments. */
  readonly call: (args: readonly Value[]) => Value | string;
  private constructor(call: Global["call"]) {
    this.call = call;
  }

  static readonly #ndarray = new Global(() => "calls numpy.ndarray itself, which no published file does");
  static readonly #known = new Map<string, Global>([
    ["numpy.ndarray", Global.#ndarray],
    [
      "numpy.core.multiarray._reconstruct",
      new Global(([type]) => (type === Global.#ndarray ? new NumpyArray() : "makes something else than an array")),
    ],
    [
      "numpy.dtype",
      new Global(([code]) =>
        isOneByte(code) ? new NumpyType() : "makes elements of another type than uint8 ('u1'), which pixels have",
      ),
    ],
  ]);
  /** undefined: no published file names it. */
  static of(name: string): Global | undefined {
    return Global.#known.get(name);
  }
}

const isOneByte = (code: Value | undefined): boolean =>
  code instanceof Uint8Array && code.length === 2 && code[0] === 0x75 && code[1] === 0x31; // "u1"
