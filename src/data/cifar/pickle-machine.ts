// The machine that pickles are programs for: it reads bytes and has a stack, marks in it, and a memo.
import { type Wrong, wrongIn } from "../../io/source.ts";
import type { Value } from "./pickled.ts";

export class PickleMachine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #wrong: Wrong;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  readonly memo = new Map<number, Value>();
  #at = 0;
  /** Where the opcode is that is being done. */
  #opcodeAt = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#wrong = wrongIn(file);
  }

  /** The next opcode, as a character. */
  opcode(): string {
    this.#opcodeAt = this.#at;
    return String.fromCharCode(this.byte());
  }
  /** What is left when all is done. */
  result(): Value {
    const value = this.pop();
    if (this.#stack.length + this.#marks.length > 0) this.fail("ends the pickle, but not all of it was used");
    if (this.#at < this.#bytes.length) throw this.#wrong(this.#at, "the pickle ended before this byte");
    return value;
  }
  fail(what: string): never {
    const code = this.#bytes[this.#opcodeAt]!;
    const shown = code > 0x20 && code < 0x7f ? `'${String.fromCharCode(code)}' ` : "";
    throw this.#wrong(this.#opcodeAt, `opcode ${shown}(0x${code.toString(16)}) ${what}`);
  }

  take(length: number): Uint8Array {
    if (length < 0) this.fail(`has the length ${length}`);
    const end = this.#at + length;
    if (end > this.#bytes.length)
      throw this.#wrong(this.#bytes.length, `truncated: expected ${end - this.#bytes.length} bytes more`);
    return this.#bytes.subarray(this.#at, (this.#at = end));
  }
  #number(width: number): number {
    this.take(width);
    return this.#at - width;
  }
  byte = (): number => this.#view.getUint8(this.#number(1));
  uint16 = (): number => this.#view.getUint16(this.#number(2), true);
  uint32 = (): number => this.#view.getUint32(this.#number(4), true);
  int32 = (): number => this.#view.getInt32(this.#number(4), true);
  /** A name up to the end of its line. */
  line(): string {
    const rest = this.#bytes.subarray(this.#at, this.#at + longestName);
    const end = rest.indexOf(0x0a);
    if (end < 0) this.fail("has a name without an end");
    return latin1(this.take(end + 1)).trimEnd();
  }

  push(value: Value): void {
    this.#stack.push(value);
  }
  pop(): Value {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) this.fail("needs a value, and there is none");
    return this.#stack.pop()!;
  }
  top(): Value {
    const value = this.pop();
    this.push(value);
    return value;
  }
  mark(): void {
    this.#marks.push(this.#stack.length);
  }
  /** Takes the values that came since the last mark. */
  sinceMark(): Value[] {
    const start = this.#marks.pop();
    if (start === undefined) this.fail("needs a mark, and there is none");
    return this.#stack.splice(start);
  }
  pops(count: number): Value[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }
}

/** Of names and of keys, in bytes. */
export const longestName = 256;
export const latin1 = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
