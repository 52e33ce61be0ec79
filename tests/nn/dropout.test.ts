// What is dropped: how much, the same on the way back, other elements at each call, whole channels.
import { describe, expect, test } from "vitest";
import { deviceNames, Generator, nn, ones, parameter, type Tensor } from "../../src/index.ts";

const list = async (t: Tensor): Promise<number[]> => Array.from(await t.data());

describe.each(deviceNames().filter((name) => name !== "null"))("on %s", (device) => {
  test.each([0.1, 0.5, 0.8])(
    "a part of %d is dropped and the rest scaled up; gradients go through the same",
    async (p) => {
      const x = parameter(ones([100, 100], { device }));
      const y = nn.dropout(p, { generator: new Generator(1) })(x);
      y.sum().backward();
      const values = await list(y);
      const dropped = values.filter((v) => v === 0).length / 1e4;
      expect(Math.abs(dropped - p)).toBeLessThan(0.02);
      const scaled = Math.fround(1 / (1 - p));
      expect(values.every((v) => v === 0 || Math.abs(v - scaled) < 1e-6)).toBe(true);
      expect(await list(x.grad!)).toEqual(values);
    },
  );

  test("each call draws anew, a generator again the same", async () => {
    const draw = nn.dropout(0.5, { generator: new Generator(2) });
    const again = nn.dropout(0.5, { generator: new Generator(2) });
    const x = ones([50], { device });
    const [first, second] = [await list(draw(x)), await list(draw(x))];
    expect(second).not.toEqual(first);
    expect(await list(again(x))).toEqual(first);
  });

  test("whole channels", async () => {
    const drop = nn.channelDropout(0.5, { generator: new Generator(3) });
    const sums = await list(drop(ones([4, 8, 3, 5], { device })).sum([2, 3]));
    expect(new Set(sums)).toEqual(new Set([0, 30]));
  });

  test("neither after eval() nor with p 0; all with p 1; float64 stays", async () => {
    const x = ones([3], { device, dtype: "float64" });
    expect(nn.dropout(0.5).eval()(x)).toBe(x);
    expect(nn.dropout(0)(x)).toBe(x);
    expect(await list(nn.dropout(1)(x))).toEqual([0, 0, 0]);
    expect(nn.dropout(0.5)(x).dtype).toBe("float64");
  });
});
