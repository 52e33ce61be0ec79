// Activations as modules, each a tensor method of the same name: formulas and papers are there.
import { activation } from "./activation.ts";

/** `x.relu()`: max(x, 0). */
export class ReLU extends activation((x) => x.relu()) {}
/** `x.relu6()`: x between 0 and 6. */
export class ReLU6 extends activation((x) => x.relu6()) {}
/** `x.leakyRelu(slope)`: x where it is positive, else slope · x; the slope is 0.01 if it is not given. */
export class LeakyReLU extends activation((x, slope: number) => x.leakyRelu(slope), { slope: 0.01 }) {}
/** `x.elu(alpha)`: x where it is positive, else alpha · (e^x − 1); alpha is 1 if it is not given. */
export class ELU extends activation((x, alpha: number) => x.elu(alpha), { alpha: 1 }) {}
/** `x.celu(alpha)`: x where it is positive, else alpha · (e^(x / alpha) − 1); alpha is 1 if it is not given. */
export class CELU extends activation((x, alpha: number) => x.celu(alpha), { alpha: 1 }) {}
/** `x.selu()`: the ELU of self-normalising networks. */
export class SELU extends activation((x) => x.selu()) {}
/** `x.gelu()`: x times the probability that a standard normal number is below x. */
export class GELU extends activation((x) => x.gelu()) {}
/** `x.geluTanh()`: GELU approximated with tanh. */
export class GELUTanh extends activation((x) => x.geluTanh()) {}
/** `x.silu()`: x · sigmoid(x), also called swish. */
export class SiLU extends activation((x) => x.silu()) {}
/** `x.mish()`: x · tanh(softplus(x)). */
export class Mish extends activation((x) => x.mish()) {}
/** `x.softplus(beta)`: log(1 + e^(beta · x)) / beta; beta is 1 if it is not given. */
export class Softplus extends activation((x, beta: number) => x.softplus(beta), { beta: 1 }) {}
/** `x.softsign()`: x / (1 + |x|). */
export class Softsign extends activation((x) => x.softsign()) {}
/** `x.sigmoid()`: 1 / (1 + e^−x). */
export class Sigmoid extends activation((x) => x.sigmoid()) {}
/** `x.logSigmoid()`: its logarithm, for numbers of any size. */
export class LogSigmoid extends activation((x) => x.logSigmoid()) {}
/** `x.tanh()`. */
export class Tanh extends activation((x) => x.tanh()) {}
/** `x.tanhshrink()`: x − tanh x. */
export class Tanhshrink extends activation((x) => x.tanhshrink()) {}
/** `x.hardtanh(low, high)`: x between two limits, −1 and 1 if they are not given. */
export class Hardtanh extends activation((x, low: number, high: number) => x.hardtanh(low, high), {
  low: -1,
  high: 1,
}) {}
/** `x.hardsigmoid()`: a sigmoid of straight lines, from 0 at −3 to 1 at 3. */
export class Hardsigmoid extends activation((x) => x.hardsigmoid()) {}
/** `x.hardswish()`: x · hardsigmoid(x). */
export class Hardswish extends activation((x) => x.hardswish()) {}
/** `x.softshrink(by)`: x moved towards 0 by 0.5, or by what is given. */
export class Softshrink extends activation((x, by: number) => x.softshrink(by), { by: 0.5 }) {}
/** `x.hardshrink(limit)`: 0 where x is at most 0.5 away from it, or what is given. */
export class Hardshrink extends activation((x, limit: number) => x.hardshrink(limit), { limit: 0.5 }) {}
/** `x.threshold(limit, other)`: x where it is above the limit, else the other number; 0 both if they are not given. */
export class Threshold extends activation((x, limit: number, other: number) => x.threshold(limit, other), {
  limit: 0,
  other: 0,
}) {}
/** `x.softmax(axis)`: e^x / Σ e^x along an axis, the last if none is given. */
export class Softmax extends activation((x, axis: number) => x.softmax(axis), { axis: -1 }) {}
/** `x.logSoftmax(axis)`: the logarithm of softmax along an axis, the last if none is given. */
export class LogSoftmax extends activation((x, axis: number) => x.logSoftmax(axis), { axis: -1 }) {}
