// Activation functions of neural networks, those that are curved.
import { call } from "../formula.ts";
import {
  abs,
  add,
  define,
  div,
  exp,
  expm1,
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
});
