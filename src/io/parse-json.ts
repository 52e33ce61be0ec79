// JSON from a file, with the byte at which it is wrong.
import type { Wrong } from "./source.ts";

/**
 * Parses bytes as UTF-8 JSON.
 *
 * @param at where in the file the bytes begin
 * @param what what errors call them: "the header"
 */
export function parseJson(bytes: Uint8Array, at: number, what: string, wrong: Wrong): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw wrong(at, `${what} is not UTF-8 text`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const start = at + new TextEncoder().encode(text.slice(0, placeOf(message, text))).length;
    throw wrong(start, `${what} is not JSON (${message.length > 120 ? `${message.slice(0, 120)}…` : message})`);
  }
}

/** Texts up to this length are searched for their mistake where the engine does not tell. */
const searched = 1 << 20;

/** The character at which a text stops being JSON. */
function placeOf(message: string, text: string): number {
  const told = /position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (text.length > searched) return 0;
  // The longest beginning that is only cut off.
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    return /end of JSON|Unterminated/.test((error as Error).message);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
