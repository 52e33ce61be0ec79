// What a summary tells, by hand, and that it leaves everything as it was.
import { expect, test } from "vitest";
import { device, nn, noGrad, type Tensor, zeros } from "../../src/index.ts";
import { freshDevice, tested } from "../support/fresh.ts";

class Net extends nn.Module {
  hidden = nn.linear(6, 4);
  norm = nn.batchNorm1d(4);
  blocks = [nn.residual(nn.linear(4, 4, { bias: false }))];
  drop = nn.dropout(0.5);
  forward(x: Tensor): { readonly top: Tensor; readonly codes: readonly Tensor[] } {
    const h = this.drop(this.norm(this.hidden(x))).relu();
    return { top: this.blocks[0]!(this.blocks[0]!(h)).sum(), codes: [h] };
  }
}

test("one row a call, in the order of the calls, each with what is inside it", () => {
  const { rows, parameters, flops } = nn.summary(new Net(), zeros([3, 6]));
  expect(rows.map(({ path, depth, outputs, parameters }) => [path, depth, outputs, parameters])).toEqual([
    ["", 0, [[], [3, 4]], 6 * 4 + 4 + 8 + 16],
    ["hidden", 1, [[3, 4]], 6 * 4 + 4],
    ["norm", 1, [[3, 4]], 8],
    ["drop", 1, [[3, 4]], 0],
    ["blocks.0", 1, [[3, 4]], 16],
    ["blocks.0.inner", 2, [[3, 4]], 16],
    ["blocks.0", 1, [[3, 4]], 16],
    ["blocks.0.inner", 2, [[3, 4]], 16],
  ]);
  const [whole, hidden, norm, drop, block, inner] = rows.map((r) => r.flops);
  expect([hidden, drop, inner, block]).toEqual([2 * 3 * 6 * 4 + 12, 0, 2 * 3 * 4 * 4, 2 * 3 * 4 * 4 + 12]);
  expect(whole).toBe(hidden! + norm! + 2 * block! + 12 + 12); // relu and sum are the net's own
  expect([parameters, flops]).toEqual([52, whole]);
});

test("nothing is computed, drawn, or changed", async () => {
  freshDevice();
  const net = new Net();
  net.drop.eval();
  const { counts, pending } = device(tested);
  const before = { runs: counts.runs, recent: pending.recent.length, kept: pending.kept.length };
  const input = zeros([3, 6]);
  nn.summary(net, input);
  expect({ runs: counts.runs, recent: pending.recent.length - 1, kept: pending.kept.length }).toEqual(before);
  expect([net.training, net.norm.training, net.drop.training]).toEqual([true, true, false]);
  expect(await net.norm.runningMean.data()).toEqual(new Float32Array(4));
});

test("updates that are pending are no part of the forward pass", () => {
  const net = nn.linear(2, 2, { bias: false });
  noGrad(() => net.weight.assign(net.weight.mul(2)));
  expect(nn.summary(net, zeros([1, 2])).flops).toBe(8);
});

test("prints as a table, and as JSON", () => {
  const about = nn.summary(nn.sequential(nn.linear(784, 100), nn.relu()), zeros([32, 784]));
  expect(String(about)).toBe(
    `layer                    output     parameters      flops
Sequential()             [32, 100]      78,500  5,024,000
  (0): Linear(784, 100)  [32, 100]      78,500  5,020,800
  (1): ReLU()            [32, 100]           0      3,200`,
  );
  expect(JSON.parse(JSON.stringify(about)).rows[1]).toEqual({
    path: "0",
    title: "Linear(784, 100)",
    depth: 1,
    outputs: [[32, 100]],
    parameters: 78500,
    flops: 5020800,
  });
});
