// What the types of transforms say: shapes and nesting survive.
import { customGradient } from "../autograd.ts";
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "../types/expect.test-d.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { checkpoint } from "./checkpoint.ts";
import { compile } from "./compile.ts";
import { grad, valueAndGrad } from "./grad.ts";
import { hessian, jacobian } from "./jacobian.ts";
import { jvp, vjp } from "./vjp.ts";

declare const x: Tensor<[3]>;
declare const w: Variable<[4, 3]>;
declare const labels: Tensor<[4]>;
type Parameters = { w: Tensor<[4, 3]>; b: [Tensor<[4]>, number] };
declare const loss: (p: Parameters, x: Tensor<[3]>, n: number) => Tensor<[]>;
declare const scalar: (x: Tensor<[3]>) => Tensor<[]>;
declare const project: (x: Tensor<[3]>) => Tensor<[4, 2]>;
declare const product: (w: Tensor<[4, 3]>, x: Tensor<[3]>) => Tensor<[4]>;

const one = grad(scalar)(x);
const some = grad(loss, 0);
const two = grad(loss, [1, 0]);
const all = valueAndGrad(loss);
export type Gradients = [
  Expect<Equal<typeof one, Tensor<[3]>>>,
  Expect<Equal<ReturnType<typeof some>, { w: Tensor<[4, 3]>; b: [Tensor<[4]>, null] }>>,
  Expect<Equal<ReturnType<typeof two>, [Tensor<[3]>, { w: Tensor<[4, 3]>; b: [Tensor<[4]>, null] }]>>,
  Expect<Equal<ReturnType<typeof all>[1][1], Tensor<[3]>>>,
  Expect<Equal<ReturnType<typeof all>[1][2], null>>,
];

const j = jacobian(project)(x);
const both = jacobian(product)(w, x);
const h = hessian(scalar)(x);
const mixed = hessian((a: Tensor<[4, 3]>, b: Tensor<[3]>) => product(a, b).sum())(w, x);
export type Matrices = [
  Expect<Equal<typeof j, Tensor<[4, 2, 3]>>>,
  Expect<Equal<typeof both, [Tensor<[4, 4, 3]>, Tensor<[4, 3]>]>>,
  Expect<Equal<typeof h, Tensor<[3, 3]>>>,
  Expect<Equal<(typeof mixed)[0], [Tensor<[4, 3, 4, 3]>, Tensor<[4, 3, 3]>]>>,
  Expect<Equal<(typeof mixed)[1], [Tensor<[3, 4, 3]>, Tensor<[3, 3]>]>>,
];

const [value, pullback] = vjp(product, w, x);
const pulled = pullback(labels);
const [, tangent] = jvp(product, [w, x], [w, x]);
export type Products = [
  Expect<Equal<typeof value, Tensor<[4]>>>,
  Expect<Equal<(typeof pulled)[1], Tensor<[3]>>>,
  Expect<Equal<typeof tangent, Tensor<[4]>>>,
];

const clip = customGradient(
  (t) => t.minimum(1),
  (g) => [g],
);
const typed = customGradient(product, (g, y, a, b) => [a.mul(g.unsqueeze(1)), b.mul(y.sum())]);
export type Wrapped = [
  Expect<Equal<ReturnType<typeof clip>, Tensor>>,
  Expect<Equal<typeof typed, typeof product>>,
  Expect<Equal<ReturnType<typeof checkpoint<typeof product>>, typeof product>>,
  Expect<Equal<ReturnType<typeof compile<typeof loss>>, typeof loss>>,
];
// @ts-expect-error: a rule gives one gradient for each input
customGradient(product, (g) => [g]);
// @ts-expect-error: the tangents are shaped like the inputs
jvp(scalar, [x], [labels]);

/** Generic code. */
export function sharpness<S extends Shape>(f: (x: Tensor<S>) => Tensor, at: Tensor<S>): Tensor {
  const slope: Tensor<S> = grad(f)(at);
  const curvature: Tensor<[...S, ...S]> = hessian(f)(at);
  return curvature.sum().add(slope.sum());
}
/** Wrapped functions keep their type parameters. */
const residual = <S extends Shape>(t: Tensor<S>): Tensor<S> => t;
const compiled = compile(residual);
export const kept: Tensor<[3]> = checkpoint(compiled)(x);
