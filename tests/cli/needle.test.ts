// The command as a user runs it, on a small MNIST of its own. It runs from dist/, which `npm test` builds first.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSafetensors } from "../../src/io/index.ts";

const folder = mkdtempSync(join(tmpdir(), "needle-cli-"));
const main = join(import.meta.dirname, "../../dist/cli/main.js");
const out = join(folder, "out", "model.safetensors");
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  const idx = (shape: number[], element: (i: number) => number) => {
    const size = shape.reduce((product, d) => product * d, 1);
    const bytes = new Uint8Array(4 + 4 * shape.length + size);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x800 + shape.length);
    for (const [i, d] of shape.entries()) view.setUint32(4 + 4 * i, d);
    for (let i = 0; i < size; i++) bytes[4 + 4 * shape.length + i] = element(i);
    return bytes;
  };
  // Image n is of class n % 10 and bright at pixel n % 10.
  for (const [part, count] of [
    ["train", 500],
    ["t10k", 100],
  ] as const) {
    // biome-ignore format: one line
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, 4, 4], (i) => (i % 16 === Math.floor(i / 16) % 10 ? 255 : 0)));
    writeFileSync(
      join(folder, `${part}-labels-idx1-ubyte`),
      idx([count], (i) => i % 10),
    );
  }
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function needle(
  args: string[],
  env: Record<string, string> = {},
  onOutput?: (stop: () => void) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => {
    stdout += data;
    onOutput?.(() => child.kill("SIGINT"));
  });
  child.stderr.on("data", (data) => (stderr += data));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}
const train = (...args: string[]) => [
  "train",
  "mnist",
  "--data",
  folder,
  "--out",
  out,
  "--hidden",
  "16",
  "--batch",
  "10",
  ...args,
];

test("--help and --version", async () => {
  expect((await needle(["--help"])).stdout).toContain("train a model and save its weights");
  expect((await needle(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await needle(["train", "mnist", "--help"])).stdout).toContain("--epochs");
});

test("trains, shows the table, saves the weights", async () => {
  const { code, stdout, stderr } = await needle(train("--epochs", "4"));
  expect([code, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines[1]).toBe("| Epoch | Train Loss | Train Err | Test Loss | Test Err |");
  expect(lines[5]).toMatch(/^\|\s+3 \|\s+\d\.\d{5} \|\s+0\.00000 \|/);
  expect(lines.at(-1)).toBe(`saved ${out}`);
  expect(stdout).not.toContain("\u001b");
  const { arrays } = loadSafetensors(out);
  expect([...arrays].map(([name, { shape }]) => [name, shape])).toEqual([
    ["W1", [16, 16]],
    ["b1", [16]],
    ["W2", [16, 10]],
    ["b2", [10]],
  ]);
});

test("--json: one object a line, the same numbers for the same seed", async () => {
  const [a, b] = await Promise.all([
    needle(train("--epochs", "2", "--json", "--seed", "3")),
    needle(train("--epochs", "2", "--json", "--seed", "3")),
  ]);
  const rows = a.stdout.trimEnd().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one line
  expect(rows.map(({ event }) => event)).toEqual(["epoch", "epoch", "saved"]);
  expect(a.stdout).toBe(b.stdout);
});

test.each([
  [["--batch", "0"], "argument '0' is invalid. Expected a whole number from 1."],
  [["--out", join(folder, "t10k-labels-idx1-ubyte", "x")], "a part of the path is a file"],
  [["--data", join(folder, "nowhere")], "nowhere is not a folder"],
  [["--device", "abacus"], "there is no device 'abacus'"],
  [["--nonsense"], "unknown option '--nonsense'"],
])("%j is one clear line", async (args, message) => {
  const { code, stderr } = await needle(train(...args));
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

test("NEEDLE_DEBUG shows the stack", async () => {
  expect((await needle(train("--device", "abacus"), { NEEDLE_DEBUG: "1" })).stderr).toMatch(/DeviceError: .*\n\s+at /);
});

test.skipIf(process.platform === "win32")("Ctrl-C stops and leaves no file", async () => {
  rmSync(join(folder, "out"), { recursive: true, force: true });
  const { code, stderr } = await needle(train("--epochs", "1000000"), {}, (stop) => stop());
  expect([code, stderr]).toEqual([130, "needle: stopped; nothing was written\n"]);
  expect(existsSync(join(folder, "out")) ? readdirSync(join(folder, "out")) : []).toEqual([]);
});
