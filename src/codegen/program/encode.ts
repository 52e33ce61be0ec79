// A plan as numbers: what the native device reads, once, in native/program/read.cpp.
import type { Plan, PlanBuffer, Step } from "../../compiler/plan.ts";
import { bytesOf, type DType, dtypes } from "../../dtype.ts";
import { type Kernel, points } from "../../ir/kernel.ts";
import { opcodes } from "../opcodes.ts";
import { Assembly } from "./assemble.ts";
import { kinds, type Value, type Walk } from "./instructions.ts";
import { sizeBlocks, ways } from "./loops.ts";
import { type Operand, type Product, productOf } from "./product.ts";
import { allocate } from "./registers.ts";

/** All the words that programs are written in: whoever reads them must have the same list. */
export const vocabulary = [...dtypes, ...opcodes.keys(), ...kinds].join(" ");

/** Does a step write anything? Programs have only those that do. */
export const writes = ({ kernel }: Step): boolean => kernel.stores.some((s) => kernel.buffers[s.buffer]!.size > 0);

export function encodePlan(plan: Plan): Float64Array {
  const steps = plan.steps.filter(writes);
  return Float64Array.from([steps.length, ...steps.flatMap((s) => encodeStep(s, plan.buffers))]);
}

/** In place of the number of a memory: the position itself is the value; a block of an operand, or of sums. */
const noMemory = -1;
const blockMemory = -2;

const list = <T>(items: readonly T[], encode: (item: T, i: number) => readonly number[]): number[] => [
  items.length,
  ...items.flatMap((item, i) => [...encode(item, i)]),
];
const numberOf = (dtype: DType): number => dtypes.indexOf(dtype);

function encodeStep({ kernel, buffers, guarded }: Step, planBuffers: readonly PlanBuffer[]): number[] {
  const placed = (b: number): PlanBuffer => planBuffers[buffers[b]!]!;
  const sums = kernel.stores.filter((s) => s.mode === "add");
  const zeroed = list(sums, ({ buffer: b }) => {
    const { memory, offset, size, dtype } = placed(b);
    return [memory, offset, size * bytesOf(dtype)];
  });
  const product = productOf(kernel);
  const body =
    product === null ? encodeNest(new Assembly(kernel), placed).numbers : encodeProduct(product, kernel, placed);
  return [+guarded, ...zeroed, +(product !== null), ...body];
}

/** Where a kernel's buffer is. */
type Placed = (buffer: number) => { readonly memory: number; readonly offset: number };

function encodeProduct(product: Product, kernel: Kernel, placed: Placed): number[] {
  const { sums, left, right, end, batch } = product;
  const block = kernel.buffers.length; // of operands that are generated, and of sums that are no result
  const place: Placed = (b) => (b === block ? { memory: blockMemory, offset: 0 } : placed(b));
  const [generateLeft, generateRight] = [left, right].map((o) => {
    const assembly = new Assembly(o.loops);
    const { numbers, placeOf } = encodeNest(assembly, place);
    const [first] = o.loops.required;
    return { numbers, place: first === undefined ? -1 : placeOf(assembly.value(first)) };
  }) as [{ numbers: number[]; place: number }, { numbers: number[]; place: number }];
  const out = place(sums.buffer);
  const stride = ({ row, column }: Operand): number[] => [row, column];
  return [
    numberOf(sums.dtype),
    ...[product.rows, product.columns, product.inner, ...stride(left), ...stride(right), product.outRow],
    ...list(batch, ({ size }, i) => [size, left.batch[i]!, right.batch[i]!, product.outBatch[i]!]),
    ...[+left.isGenerated, +right.isGenerated, generateLeft.place, generateRight.place],
    ...[out.memory, out.offset + sums.index.offset * bytesOf(sums.dtype)],
    ...generateLeft.numbers,
    ...generateRight.numbers,
    ...(end === null ? [0] : [1, ...encodeNest(new Assembly(end, sums), place).numbers]),
  ];
}

function encodeNest(assembly: Assembly, placed: Placed): { numbers: number[]; placeOf: (v: Value | null) => number } {
  const { kernel, loops, accumulators } = assembly;
  const { sections, walks, constants, constantValues, numbers, pointers } = assembly.code;
  const registers = allocate(assembly);
  const blocks = sizeBlocks(
    loops,
    kernel,
    registers.reduce((a, b) => a + b, 0),
  );
  const placeOf = (v: Value | null): number => {
    if (v === null) return -1;
    if (v.kind === "register") return v.index;
    if (v.kind === "pointer") return registers.length + v.index;
    if (v.kind === "constant") return registers.length + pointers + v.index;
    return registers.length + pointers + constants.length + numbers.indexOf(v);
  };
  const encodeWalk = ({ buffer, offset, outer, dynamic, lanes, inner }: Walk): number[] => {
    const unit = buffer === null ? 1 : bytesOf(kernel.buffers[buffer]!.dtype);
    const start = buffer === null ? { memory: noMemory, offset: 0 } : placed(buffer);
    return [
      start.memory,
      start.offset + offset * unit,
      unit,
      ...list(outer, ({ axis, stride }) => [axis, stride * unit]),
      ...list(dynamic, ({ value, stride }) => [placeOf(value), stride * unit]),
      ...list(lanes, ({ size, stride }) => [size, stride]),
      +inner,
    ];
  };
  const inOnePiece = kernel.stores.some((s) => s.mode === "add");
  const work = points(kernel.axes) * points(kernel.reduceAxes);
  const encoded = [
    inOnePiece ? 0 : work * sections.reduce((n, code) => n + code.length, 0),
    ...list(loops.outer, (a) => [a.size]),
    ...list(loops.lanes, (a) => [a.size]),
    ...list(loops.turns, (a) => [a.size]),
    ...list(loops.innerLanes, (a) => [a.size]),
    ways.indexOf(loops.reduction),
    blocks.lanes,
    blocks.innerLanes,
    blocks.splits,
    ...list(registers, (bytes) => [bytes]),
    pointers,
    ...list(constants, (c) => [numberOf(c.dtype), constantValues[c.index]!]),
    ...list(numbers, (n) => [numberOf(n.dtype), n.index]),
    ...list(walks, encodeWalk),
    ...list(accumulators, ({ value, empty, joins }) => [placeOf(value), placeOf(empty), joins, numberOf(value.dtype)]),
    ...sections.flatMap((code) =>
      list(code, ({ kind, d, a, b, c, x, y, z }) => [
        kinds.indexOf(kind),
        ...[d, a, b, c].map(placeOf),
        x,
        y === null ? -1 : numberOf(y),
        z,
      ]),
    ),
  ];
  return { numbers: encoded, placeOf };
}
