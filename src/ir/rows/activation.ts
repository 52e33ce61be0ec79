// Activation functions of neural networks.
import { call } from "../formula.ts";
import {
  abs,
  add,
  define,
  div,
  exp,
  expm1,
  le,
  log1p,
  lt,
  maximum,
  minimum,
  mul,
  near,
  neg,
  positive,
  sub,
  where,
} from "../row.ts";
import { erfc } from "../special.ts";

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));
// Klambauer et al. 2017: the two that keep mean 0 and variance 1
const [seluScale, seluAlpha] = [1.0507009873554805, 1.6732632423543772];

export const activations = define({
  /** Logistic function 1 / (1 + exp(−x)). */
  sigmoid: {
    typing: "float",
    meaning: (x) => 1 / (1 + Math.exp(-x)),
    as: (x) => div(1, add(exp(neg(x)), 1)),
    derivative: (_x, y, g) => [mul(g, mul(y, sub(1, y)))],
    domain: [near],
  },
  /** log(sigmoid(x)), for numbers of any size. */
  logSigmoid: {
    typing: "float",
    meaning: (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
    as: (x) => sub(minimum(x, 0), log1p(exp(neg(abs(x))))),
    derivative: ([x], _y, g) => [mul(g, call("sigmoid", neg(x!)))],
    domain: [near],
  },
  /**
   * log(1 + exp(βx)) / β, for numbers of any size; β is 1 if it is not given.
   *
   * @example
   * tensor([0, 1000]).softplus(); // [0.6931472, 1000]
   */
  softplus: {
    typing: "float",
    meaning: (x, beta) => softplus(beta * x) / beta,
    as: (x, beta) => {
      const z = mul(beta, x);
      return div(add(maximum(z, 0), log1p(exp(neg(abs(z))))), beta);
    },
    derivative: ([x, beta], y, g) => {
      const slope = call("sigmoid", mul(beta!, x!));
      return [mul(g, slope), mul(g, div(sub(mul(x!, slope), y), beta!))];
    },
    domain: [near, positive],
    defaults: [1],
  },
  /** x · sigmoid(x), also called swish. */
  silu: {
    typing: "float",
    meaning: (x) => x * (1 / (1 + Math.exp(-x))),
    as: (x) => mul(x, call("sigmoid", x)),
    domain: [near],
  },
  /** x · tanh(softplus(x)) (Misra 2019). */
  mish: {
    typing: "float",
    meaning: (x) => x * Math.tanh(softplus(x)),
    as: (x) => mul(x, call("tanh", call("softplus", x, 1))),
    domain: [near],
  },
  /** x times the probability that a standard normal number is below x (Hendrycks and Gimpel 2016). */
  gelu: {
    typing: "float",
    meaning: (x) => 0.5 * x * erfc(-x * Math.SQRT1_2),
    as: (x) => mul(mul(x, 0.5), call("erfc", mul(x, -Math.SQRT1_2))),
    domain: [near],
    ulps: 8,
  },
  /** `gelu` approximated with `tanh`, as many published models use it. */
  geluTanh: {
    typing: "float",
    meaning: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
    as: (x) => {
      const inner = mul(add(x, mul(mul(x, x), mul(x, 0.044715))), Math.sqrt(2 / Math.PI));
      return mul(mul(x, 0.5), add(call("tanh", inner), 1));
    },
    domain: [near],
    ulps: 8,
  },
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
  /** x where it is positive, else `alpha` · (exp(x) − 1); alpha is 1 if it is not given. */
  elu: {
    typing: "float",
    meaning: elu,
    as: (x, alpha) => where(lt(0, x), x, mul(alpha, expm1(x))),
    derivative: ([x, alpha], y, g) => [
      where(lt(0, x!), g, mul(g, add(y, alpha!))),
      where(lt(0, x!), 0, mul(g, expm1(minimum(x!, 0)))),
    ],
    domain: [near, positive],
    defaults: [1],
  },
  /** x where it is positive, else `alpha` · (exp(x / alpha) − 1): smooth for every alpha, 1 if it is not given. */
  celu: {
    typing: "float",
    meaning: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
    as: (x, alpha) => where(lt(0, x), x, mul(alpha, expm1(div(x, alpha)))),
    derivative: ([x, alpha], y, g) => {
      const ratio = div(minimum(x!, 0), alpha!);
      return [
        where(lt(0, x!), g, mul(g, add(div(y, alpha!), 1))),
        where(lt(0, x!), 0, mul(g, sub(expm1(ratio), mul(ratio, exp(ratio))))),
      ];
    },
    domain: [near, positive],
    defaults: [1],
  },
  /** `elu` with the scale and the alpha of self-normalising networks (Klambauer et al. 2017). */
  selu: {
    typing: "float",
    meaning: (x) => seluScale * elu(x, seluAlpha),
    as: (x) => mul(seluScale, call("elu", x, seluAlpha)),
    domain: [near],
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
  /** x − tanh(x). */
  tanhshrink: {
    typing: "float",
    meaning: (x) => x - Math.tanh(x),
    as: (x) => sub(x, call("tanh", x)),
    domain: [near],
  },
  /** x / (1 + |x|). */
  softsign: {
    typing: "float",
    meaning: (x) => x / (1 + Math.abs(x)),
    as: (x) => div(x, add(abs(x), 1)),
    domain: [near],
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
