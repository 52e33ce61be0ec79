// The command as a user runs it: training, evaluating, errors, Ctrl-C.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSafetensors, saveSafetensors } from "../../src/io/index.ts";
import { needle, objects, writeMnist } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "needle-cli-"));
const out = join(folder, "out", "model.safetensors");
beforeAll(() => writeMnist(folder));
afterAll(() => rmSync(folder, { recursive: true }));

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
  expect(lines).toHaveLength(7); // what it does, titles, a line an epoch, where the weights are
  expect(lines.at(-1)).toBe(`saved ${out}`);
  expect(stdout).not.toContain("\u001b");
  const { arrays } = loadSafetensors(out);
  expect([...arrays].map(([name, { shape }]) => [name, shape])).toEqual([
    ["0.weight", [16, 16]],
    ["0.bias", [16]],
    ["2.weight", [16, 10]],
    ["2.bias", [10]],
  ]);
});

test("--json: one object a line, the same numbers for the same seed", async () => {
  const [a, b] = await Promise.all([
    needle(train("--epochs", "2", "--json", "--seed", "3")),
    needle(train("--epochs", "2", "--json", "--seed", "3")),
  ]);
  expect(objects(a.stdout).map(({ event }) => event)).toEqual(["epoch", "epoch", "saved"]);
  expect(a.stdout).toBe(b.stdout);
});

describe("eval", () => {
  test("what was saved is as good as the last row of the table says", async () => {
    const trained = objects((await needle(train("--epochs", "2", "--json"))).stdout);
    const { code, stdout, stderr } = await needle(["eval", "mnist", out, "--data", folder, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const { testLoss, testErr } = trained[1]!;
    expect(objects(stdout)).toEqual([
      { event: "evaluated", weights: out, images: 100, loss: testLoss, error: testErr },
    ]);
    expect((await needle(["eval", "mnist", out, "--data", folder])).stdout).toMatch(
      /loss 0\.\d{5}, error 0\.00 % of 100 test images\n$/,
    );
  });
  test("other weights are refused", async () => {
    const other = join(folder, "other.safetensors");
    const arrays = { "0.weight": { dtype: "float32" as const, shape: [1], data: new Float32Array(1) } };
    saveSafetensors(other, arrays);
    const evaluated = () => needle(["eval", "mnist", other, "--data", folder]);
    expect((await evaluated()).stderr).toContain(`${other}: it does not say which network its weights are of`);
    saveSafetensors(other, arrays, loadSafetensors(out).metadata);
    const { code, stderr } = await evaluated();
    expect(code).toBe(1);
    expect(stderr).toContain(`${other}: loadStateDict: the state does not fit Sequential`);
    expect(stderr).toContain("missing: 2.bias [10]");
  });
  test("every network comes back", async () => {
    for (const model of ["softmax", "mlp-resnet"]) {
      const file = join(folder, `${model}.safetensors`);
      const more = ["--model", model, "--epochs", "1", "--norm", "layer", "--blocks", "2", "--json"];
      const trained = objects((await needle(train(...more, "--out", file))).stdout);
      const [evaluated] = objects((await needle(["eval", "mnist", file, "--data", folder, "--json"])).stdout);
      expect([evaluated!["loss"], evaluated!["error"]]).toEqual([trained[0]!["testLoss"], trained[0]!["testErr"]]);
    }
  });
});

describe("errors are one clear line", () => {
  test.each<[number, string[], string]>([
    [2, train("--batch", "0"), "argument '0' is invalid. Expected a whole number from 1."],
    [2, train("--nonsense"), "unknown option '--nonsense'"],
    [2, ["trian"], "unknown command 'trian' (Did you mean train?)"],
    [2, ["convert", "one"], "missing required argument 'to'"],
    [2, ["completion", "sh"], "'sh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish."],
    [1, train("--out", join(folder, "t10k-labels-idx1-ubyte", "x")), "a part of the path is a file"],
    [1, train("--data", join(folder, "nowhere")), "nowhere is not a folder"],
    [1, train("--device", "abacus"), "there is no device 'abacus'"],
    [1, train("--model", "cnn"), "ConvNet: 3 blocks halve images of 4 × 4 away; take fewer"],
    [1, ["eval", "mnist", "nowhere.npz"], "cannot read nowhere.npz: there is no such file"],
    [1, ["eval", "mnist", "weights.pt"], "weights.pt: the format is chosen by the ending"],
  ])("code %i: %j", async (expected, args, message) => {
    const { code, stderr } = await needle(args);
    expect(code).toBe(expected);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^needle: [^\n]*\n$/);
  });
});

test("NEEDLE_DEBUG shows the stack", async () => {
  const env = { NEEDLE_DEBUG: "1" };
  expect((await needle(train("--device", "abacus"), { env })).stderr).toMatch(/DeviceError: .*\n\s+at /);
});

test.skipIf(process.platform === "win32")("Ctrl-C stops and leaves no file", async () => {
  rmSync(join(folder, "out"), { recursive: true, force: true });
  const { code, stderr } = await needle(train("--epochs", "1000000"), { onOutput: (stop) => stop() });
  expect([code, stderr]).toEqual([130, "needle: stopped; nothing was written\n"]);
  expect(existsSync(join(folder, "out")) ? readdirSync(join(folder, "out")) : []).toEqual([]);
});
