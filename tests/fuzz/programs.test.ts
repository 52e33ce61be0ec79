// Random programs, plan against oracle. A failure prints a seed and a program made smaller.
//
//   npx vitest run tests/fuzz                          a few thousand programs
//   NEEDLE_FUZZ_SEED=123 npx vitest run tests/fuzz     the program of one seed
//   NEEDLE_FUZZ_SECONDS=600 npx vitest run tests/fuzz  as many as there is time for, from a seed that changes
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { isFloat } from "../../src/dtype.ts";
import { gradientsOf, tensor } from "../../src/index.ts";
import { Eager } from "../support/eager.ts";
import { attempt, type Machine, programOf, type Style, shrink } from "./programs.ts";

const only = process.env["NEEDLE_FUZZ_SEED"];
const seconds = Number(process.env["NEEDLE_FUZZ_SECONDS"] ?? 0);
const timeout = 240_000 + 2000 * seconds;

/** Runs `count` programs, or as many as fit into a share of the time. */
function fuzz(count: number, share: number, styleOf: (seed: number) => Style, end?: (m: Machine) => void): void {
  const until = Date.now() + 1000 * seconds * share;
  const first = only !== undefined ? Number(only) : seconds > 0 ? Date.now() % 2 ** 31 : 1;
  const goesOn = (done: number): boolean =>
    only !== undefined ? done === 0 : seconds > 0 ? Date.now() < until : done < count;
  let seed = first;
  for (; goesOn(seed - first); seed++) {
    const program = programOf(seed);
    const style = styleOf(seed);
    const { error } = attempt(program, seed, style, end);
    if (error === null) continue;
    const small = shrink(program, seed, style, end);
    throw new Error(
      `NEEDLE_FUZZ_SEED=${seed}\n${small.machine.log.join("\n")}\n${small.error.message}\n(the whole program: ${error.message})`,
      { cause: small.error },
    );
  }
  if (seconds > 0) console.info(`${seed - first} programs from seed ${first}`);
}

beforeAll(() => void vi.spyOn(console, "warn").mockImplementation(() => undefined)); // many plans are the point
afterAll(() => void vi.restoreAllMocks());

describe("random programs", () => {
  test("values, and no more arithmetic or memory traffic than one op after another", { timeout }, () => {
    fuzz(2500, 0.6, () => ({ smooth: false, salt: 0 }));
  });

  test("the same graphs with other numbers", { timeout }, () => {
    for (const turn of [0, 1]) fuzz(400, 0.1, (seed) => ({ smooth: false, salt: ((seed + turn) % 3) / 4 }));
  });

  test("gradients are slopes", { timeout }, () => {
    fuzz(500, 0.2, () => ({ smooth: true, salt: 0 }), slopes);
  });
});

/** Gradients of a smooth program against central differences of the oracle. */
function slopes(m: Machine): void {
  const { random } = m;
  const outputs = m.pool.filter((e) => e.tensor.requiresGrad && isFloat(e.tensor.dtype) && e.tensor.size > 0);
  const inputs = m.variables.filter((v) => v.size > 0);
  for (let round = 0; round < 2 && outputs.length > 0 && inputs.length > 0; round++) {
    const { tensor: output } = random.pick(outputs);
    const weights = Float64Array.from({ length: output.size }, () => random.next() + 0.5);
    const gradients = gradientsOf(output, inputs, {
      retainGraph: true,
      gradient: tensor(weights, { shape: output.shape }),
    });
    inputs.forEach((v, i) => {
      const k = random.int(v.size);
      const at = m.eager.value(v.node).at;
      const value = (by: number): number => {
        const moved = at.slice();
        moved[k]! += by;
        const y = new Eager(new Map([[v.node, moved]])).value(output.node).at;
        return y.reduce((sum, x, j) => sum + x * weights[j]!, 0);
      };
      const slope = (h: number): number => (value(h) - value(-h)) / (2 * h);
      const [coarse, fine] = [slope(2e-5), slope(1e-5)];
      const scale = Math.max(1, Math.abs(fine), Math.abs(value(0)) * 1e-3);
      const { at: all, error: bound } = m.eager.value(gradients[i]!.node);
      const found = all[k]!;
      if (m.eager.value(output.node).error.some((e) => e > 1e-10)) return; // float32 on the way
      if (!(Math.abs(coarse - fine) < 1e-6 * scale)) return; // a kink is near, or numbers are large
      if (!(Math.abs(found - fine) < 1e-5 * scale))
        throw new Error(
          `the gradient of ${m.name(output)} with respect to element ${k} of ${m.name(v)} is ${found}, differences say ${fine}`,
        );
      if (!(Math.abs(gradients[i]!.dataSync()[k]! - found) <= 8 * bound[k]!))
        throw new Error(`the gradient of ${m.name(output)} is another in the plan than in the oracle`);
    });
  }
  m.finish();
}
