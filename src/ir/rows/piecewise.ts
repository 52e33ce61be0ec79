// Activation functions of neural networks, those that are made of straight lines.
import { call } from "../formula.ts";
import { abs, add, define, div, le, lt, maximum, mul, near, positive, sub, where } from "../row.ts";

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

export const piecewise = define({
  /** max(x, 0); slope 0 at 0. */
  relu: {
    typing: "arithmetic",
    meaning: (x) => Math.max(x, 0),
    as: (x) => maximum(x, 0),
    derivative: (_x, y, g) => [where(lt(0, y), g, 0)],
    domain: [near],
  },
  /** x between 0 and 6. */
  relu6: {
    typing: "arithmetic",
    meaning: (x) => clamp(x, 0, 6),
    as: (x) => call("hardtanh", x, 0, 6),
    domain: [[-3, 9]],
  },
  /**
   * x where it is positive, else `slope` · x; the slope is 0.01 if it is not given.
   *
   * @example
   * tensor([1, -1]).leakyRelu(0.25); // [1, -0.25]
   */
  leakyRelu: {
    typing: "float",
    meaning: (x, slope) => (x > 0 ? x : x * slope),
    as: (x, slope) => where(lt(0, x), x, mul(x, slope)),
    domain: [near, positive],
    defaults: [0.01],
  },
  /** A sigmoid of straight lines: 0 up to −3, 1 from 3. */
  hardsigmoid: {
    typing: "float",
    meaning: (x) => clamp(x + 3, 0, 6) / 6,
    as: (x) => div(call("relu6", add(x, 3)), 6),
    domain: [[-4, 4]],
  },
  /** x · hardsigmoid(x) (Howard et al. 2019). */
  hardswish: {
    typing: "float",
    meaning: (x) => (x * clamp(x + 3, 0, 6)) / 6,
    as: (x) => div(mul(x, call("relu6", add(x, 3))), 6),
    domain: [[-4, 4]],
  },
  /** x moved towards 0 by `by`, 0.5 if it is not given; 0 where it is nearer than that. */
  softshrink: {
    typing: "float",
    meaning: (x, by) => (Math.abs(x) <= by ? 0 : x < 0 ? x + by : x - by),
    as: (x, by) => where(le(abs(x), by), 0, where(lt(x, 0), add(x, by), sub(x, by))),
    domain: [near, [0.3, 1]],
    defaults: [0.5],
  },
  /** 0 where x is at most `limit` away from 0, 0.5 if it is not given; else x. */
  hardshrink: {
    typing: "float",
    meaning: (x, limit) => (Math.abs(x) <= limit ? 0 : x),
    as: (x, limit) => where(le(abs(x), limit), 0, x),
    domain: [near, [0.3, 1]],
    defaults: [0.5],
  },
  /**
   * x where it is above a limit, else another number; both are 0 if they are not given.
   *
   * @example
   * tensor([0, 1, 2]).threshold(1, -5); // [-5, -5, 2]
   */
  threshold: {
    typing: "arithmetic",
    meaning: (x, limit, other) => (x <= limit ? other : x),
    as: (x, limit, other) => where(le(x, limit), other, x),
    domain: [near, near, near],
    defaults: [0, 0],
  },
});
