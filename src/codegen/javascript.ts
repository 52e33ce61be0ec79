// Kernels as JavaScript. Values of float dtypes are doubles and are rounded when they are stored; integers wrap after each
// operation; bools are JS booleans.
import { isFloat } from "../dtype.ts";
import type { Expr } from "../ir/expr.ts";
import type { Axis } from "../ir/index.ts";
import { type Contraction, type Kernel, points, type Sort } from "../ir/kernel.ts";
import { flat, Nest, open } from "./nest.ts";
import { accumulate, literal, wrap } from "./spelling.ts";

/** The source of a function `(b, s, f)`: buffers, bound numbers, and the run-time support of devices/js/support.ts. */
export function toJavaScript(kernel: Kernel): string {
  const buffers = kernel.buffers.map((_, i) => `const b${i} = b[${i}];`);
  const body =
    kernel.sort !== null
      ? sorting(kernel, kernel.sort)
      : kernel.contraction !== null && isFloat(kernel.reductions[0]!.dtype)
        ? product(kernel, kernel.contraction)
        : loopNest(kernel); // products of integers too: their sums do not fit into doubles
  return [...buffers, ...body].join("\n");
}

/** Loops around element-wise work and reductions. */
function loopNest(kernel: Kernel): string[] {
  const { axes, reduceAxes, reductions, stores } = kernel;
  const zero = stores.filter((s) => s.mode === "add").map((s) => `b${s.buffer}.fill(0);`);
  const nest = new Nest(axes, reduceAxes, axes);
  const start = reductions.map(
    (r, i) => `let r${i} = ${literal(r.fold.empty(r.dtype), r.dtype === "bool" ? "int32" : r.dtype)};`,
  );
  const step = reductions.map((r, i) => accumulate(r, `r${i}`, nest.see(r.value)));
  for (const e of kernel.required) nest.see(e);
  const inside = stores.filter((s) => s.inside).map((s) => nest.store(s));
  const after = stores.filter((s) => !s.inside).map((s) => nest.store(s));
  return [...zero, ...nest.text({ start, inside: [...step, ...inside], after })];
}

/** For each point of the axes: all keys, their order, and the stores. */
function sorting({ axes, reduceAxes, stores, required }: Kernel, { key, descending }: Sort): string[] {
  const turns = points(reduceAxes);
  const turn = flat(reduceAxes);
  const keys = new Nest(reduceAxes, [], []);
  for (const e of required) keys.see(e);
  const write = `keys[${turn}] = ${key.dtype === "bool" ? "+" : ""}${keys.see(key)};`;
  const places = new Nest(reduceAxes, [], []);
  const put = stores.map((s) => places.store(s));
  return [
    `const keys = f.scratch(0, ${turns});`,
    ...axes.map(open),
    ...keys.text({ after: [write] }),
    `const order = f.order(keys, ${turns}, ${descending});`,
    ...places.text({ first: [`const r0 = order[${turn}];`], after: put }),
    ...axes.map(() => "}"),
  ];
}

/** Doubles that packed operands may take before outer axes become loops around the packing. */
const roomForPacking = 1 << 21;

/** Packs the operands, multiplies in register tiles, and runs what follows over the result. */
function product(kernel: Kernel, contraction: Contraction): string[] {
  const { batch, left, right } = contraction;
  const [rows, columns, inner] = [[...contraction.rows], [...contraction.columns], [...contraction.inner]];
  const outer: Axis[] = [];
  const parts: Axis[] = []; // of the sum
  for (const [list, around] of [
    [columns, outer],
    [rows, outer],
    [inner, parts],
  ] as const)
    while (list.length > 1 && (points(rows) + points(columns)) * points(inner) > roomForPacking)
      around.push(list.shift()!);
  const [m, n, k] = [points(rows), points(columns), points(inner)];
  const { dtype } = kernel.reductions[0]!;
  const pack = (array: string, axes: readonly Axis[], value: Expr): string[] => {
    const nest = new Nest([...axes, ...inner], [], []);
    const write = `${array}[(m >> 2) * ${4 * k} + k * 4 + (m & 3)] = ${nest.see(value)};`;
    return nest.text({ after: [`const m = ${flat(axes)}, k = ${flat(inner)};`, write] });
  };
  const epilogue = new Nest([...rows, ...columns], [], [...rows, ...columns]);
  for (const e of kernel.required) epilogue.see(e);
  const stores = kernel.stores.map((s) => epilogue.store(s));
  const sum = `const r0 = ${wrap(`C[(${flat(rows)}) * ${n} + ${flat(columns)}]`, dtype)};`;
  return [
    `const A = f.scratch(0, ${Math.ceil(m / 4) * 4 * k}), B = f.scratch(1, ${Math.ceil(n / 4) * 4 * k}), C = f.scratch(2, ${m * n});`,
    ...(m % 4 === 0 ? [] : [`A.fill(0, ${(m >> 2) * 4 * k});`]),
    ...(n % 4 === 0 ? [] : [`B.fill(0, ${(n >> 2) * 4 * k});`]),
    ...[...batch, ...outer].map(open),
    `C.fill(0, 0, ${m * n});`,
    ...parts.map(open),
    ...pack("A", rows, left),
    ...pack("B", columns, right),
    `f.multiply(A, B, C, ${m}, ${n}, ${k});`,
    ...parts.map(() => "}"),
    ...epilogue.text({ first: [sum], after: stores }),
    ...[...batch, ...outer].map(() => "}"),
  ];
}
