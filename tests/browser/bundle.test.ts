// Browsers: how large the package is there, and that it runs where nothing of Node is.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeNpz, encodeSafetensors } from "../../src/io/index.ts";
import { bundle, root } from "./bundle.ts";

const slow = { timeout: 60_000 };
const kilobytes = (code: string): number => gzipSync(code, { level: 9 }).length / 1000;

// Limits in thousands of bytes, gzipped.
test.each([
  [
    "tensor and the device js",
    'import { tensor } from "needle-ts"; console.log(tensor([1, 2]).add(1).dataSync());',
    60,
  ],
  ["all of needle-ts", 'import * as needle from "needle-ts"; console.log(needle);', 100],
  ["needle-ts/io", 'import * as io from "needle-ts/io"; console.log(io.decodeSafetensors, io.decodeNpz);', 12],
])("%s: small, and nothing of Node", slow, async (_what, text, limit) => {
  const { code, imports } = await bundle({ text });
  expect(imports).toEqual([]);
  const own = code.replaceAll("Buffer.allocUnsafeSlow", ""); // of the native device, which is not there
  expect(own).not.toMatch(/["']node:|\bBuffer\b|\brequire\(/);
  expect(kilobytes(code)).toBeLessThan(limit);
});

/** Runs a program in a world that has JavaScript and no Node; gives what it leaves in `result`. */
async function alone(text: string, given: Record<string, unknown> = {}): Promise<unknown> {
  const code = (await bundle({ text })).code.replaceAll("import.meta", "({})"); // scripts have none
  const world = createContext({
    TextDecoder,
    TextEncoder,
    console,
    queueMicrotask,
    structuredClone,
    result: null,
    ...given,
  });
  return new Promise((resolve, reject) => {
    world["done"] = (error?: unknown) => (error === undefined ? resolve(world["result"]) : reject(error as Error));
    new Script(`(async () => {${code}\n})().then(() => done(), done)`).runInContext(world);
  });
}

test("computes and differentiates without Node", slow, async () => {
  const result = await alone(`import { tensor } from "needle-ts";
    const w = tensor([1, 2, 3], { requiresGrad: true });
    w.square().sum().backward();
    globalThis.result = JSON.stringify(await w.grad.toArray());`);
  expect(JSON.parse(result as string)).toEqual([2, 4, 6]);
});

test("reads files without Node", slow, async () => {
  const arrays = { x: { dtype: "float32" as const, shape: [2, 500], data: Float32Array.from({ length: 1000 }, (_, i) => i % 7) } }; // biome-ignore format: one line
  const result = await alone(
    `import { loadFrom } from "needle-ts/io";
    const sums = [];
    for (const file of files) sums.push((await loadFrom(file)).x.sum().itemSync());
    globalThis.result = sums.join();`,
    {
      files: [
        { name: "x.npz", arrayBuffer: async () => encodeNpz(arrays, { compress: true }) },
        { url: "https://example.org/x.safetensors?v=1", arrayBuffer: async () => encodeSafetensors(arrays) },
      ],
    },
  );
  expect(result).toBe("2997,2997");
});

test("the example learns", slow, async () => {
  const result = await alone(`import { train } from ${JSON.stringify(join(root, "examples/browser/train.ts"))};
    const steps = [];
    const { accuracy } = await train(100, ({ step }) => steps.push(step));
    globalThis.result = JSON.stringify({ steps, accuracy });`);
  const { steps, accuracy } = JSON.parse(result as string);
  expect(steps).toEqual([50, 100]);
  expect(accuracy).toBeGreaterThan(0.8);
});

const browser = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));
test.skipIf(browser === undefined)("the example page, in a browser", slow, async () => {
  const folder = mkdtempSync(join(tmpdir(), "needle-page-"));
  try {
    const { code } = await bundle({ file: "examples/browser/page.ts" });
    const page = readFileSync(join(root, "examples/browser/index.html"), "utf8");
    const inline = `<script type="module">${code}</script>`; // a module can't be loaded from a file: address
    writeFileSync(
      join(folder, "index.html"),
      page.replace(/<script.*<\/script>/, () => inline),
    );
    const words = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", `--user-data-dir=${folder}/profile`]; // biome-ignore format: one line
    const { stdout } = spawnSync(browser!, [...words, "--dump-dom", `file://${folder}/index.html`], {
      encoding: "utf8",
    });
    expect(Number(/accuracy ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.9);
    expect(stdout).toContain("<li>step 300: loss");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
