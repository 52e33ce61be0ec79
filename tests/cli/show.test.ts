// What the command shows: the table, the progress, and how numbers on the command line are read.
import { describe, expect, test } from "vitest";
import { positiveNumber, wholeNumber } from "../../src/cli/options.ts";
import { startProgress } from "../../src/cli/progress.ts";
import { Table } from "../../src/cli/table.ts";

describe("Table", () => {
  const columns = [
    { field: "epoch", title: "Epoch", digits: 0 },
    { field: "loss", title: "Train Loss", digits: 5 },
  ] as const;
  const show = (json: boolean) => {
    const lines: string[] = [];
    const table = new Table<{ epoch: number; loss: number }>(columns, { json, print: (line) => lines.push(line) });
    table.row({ epoch: 0, loss: 0.25 });
    table.row({ epoch: 10, loss: 12.5 });
    return lines;
  };

  test("text is aligned", () => {
    expect(show(false)).toEqual(["| Epoch | Train Loss |", "|     0 |    0.25000 |", "|    10 |   12.50000 |"]);
  });
  test("JSON is one object a line", () => {
    expect(show(true).map((line) => JSON.parse(line))).toEqual([
      { event: "epoch", epoch: 0, loss: 0.25 },
      { event: "epoch", epoch: 10, loss: 12.5 },
    ]);
  });
});

describe("startProgress", () => {
  const run = (options: { silent?: boolean; isTTY?: boolean }) => {
    let written = "";
    let time = 0;
    const stream = { isTTY: options.isTTY ?? false, columns: 80, write: (words: string) => !!(written += words) };
    const progress = startProgress("epoch 1/2", 1000, { ...options, stream: stream as never, now: () => time });
    for (let done = 100; done <= 1000; done += 100) {
      time += 1000;
      progress.update(done, 1 / done);
    }
    progress.stop();
    return written;
  };

  test("in a pipe: nothing, the table has a line an epoch", () => expect(run({})).toBe(""));
  test("on a terminal: a bar that is gone at the end", () => {
    const written = run({ isTTY: true });
    expect(written).toContain("epoch 1/2 [");
    expect(written).toContain("| 100/s | ");
    expect(written.slice(written.lastIndexOf("loss"))).toContain("\u001b["); // cleared
  });
  test("silent", () => expect(run({ silent: true, isTTY: true })).toBe(""));
});

test("numbers on the command line", () => {
  expect([wholeNumber(1)("7"), wholeNumber(0, 9)("0"), positiveNumber("0.5"), positiveNumber("1e-3")]).toEqual([
    7, 0, 0.5, 0.001,
  ]);
  for (const text of ["0", "-1", "1.5", "x", "", " ", "1e99", "NaN"])
    expect(() => wholeNumber(1)(text), text).toThrow("Expected a whole number from 1.");
  expect(() => wholeNumber(0, 9)("10")).toThrow("from 0 to 9");
  for (const text of ["0", "-1", "x", "", "Infinity", "NaN"])
    expect(() => positiveNumber(text), text).toThrow("Expected a number above 0.");
});
