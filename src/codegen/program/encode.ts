// A plan as numbers: what the native device reads, once, in native/program/read.cpp.
import type { Plan, PlanBuffer, Step } from "../../compiler/plan.ts";
import { bytesOf, type DType, dtypes } from "../../dtype.ts";
import { points } from "../../ir/kernel.ts";
import { opcodes } from "../opcodes.ts";
import { Assembly } from "./assemble.ts";
import { kinds, type Value, type Walk } from "./instructions.ts";
import { sizeBlocks, ways } from "./loops.ts";
import { allocate } from "./registers.ts";

/** All the words that programs are written in: whoever reads them must have the same list. */
export const vocabulary = [...dtypes, ...opcodes.keys(), ...kinds].join(" ");

/** Does a step write anything? Programs have only those that do. */
export const writes = ({ kernel }: Step): boolean => kernel.stores.some((s) => kernel.buffers[s.buffer]!.size > 0);

export function encodePlan(plan: Plan): Float64Array {
  const steps = plan.steps.filter(writes);
  return Float64Array.from([steps.length, ...steps.flatMap((s) => encodeStep(s, plan.buffers))]);
}

const list = <T>(items: readonly T[], encode: (item: T) => readonly number[]): number[] => [
  items.length,
  ...items.flatMap((item) => [...encode(item)]),
];
const numberOf = (dtype: DType): number => dtypes.indexOf(dtype);

function encodeStep({ kernel, buffers, guarded }: Step, planBuffers: readonly PlanBuffer[]): number[] {
  const assembly = new Assembly(kernel);
  const { loops, sections, walks, constants, constantValues, numbers, accumulators, pointers } = assembly;
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
  const bufferOf = (b: number): PlanBuffer => planBuffers[buffers[b]!]!;
  const encodeWalk = ({ buffer, offset, outer, dynamic, lanes, inner }: Walk): number[] => {
    const unit = buffer === null ? 1 : bytesOf(kernel.buffers[buffer]!.dtype);
    const start = buffer === null ? 0 : bufferOf(buffer).offset;
    return [
      buffer === null ? -1 : bufferOf(buffer).memory,
      start + offset * unit,
      unit,
      ...list(outer, ({ axis, stride }) => [axis, stride * unit]),
      ...list(dynamic, ({ value, stride }) => [placeOf(value), stride * unit]),
      ...list(lanes, ({ size, stride }) => [size, stride]),
      +inner,
    ];
  };
  const sums = kernel.stores.filter((s) => s.mode === "add");
  const work = points(kernel.axes) * points(kernel.reduceAxes);
  return [
    +guarded,
    sums.length > 0 ? 0 : work * sections.reduce((n, code) => n + code.length, 0),
    ...list(sums, ({ buffer: b }) => [
      bufferOf(b).memory,
      bufferOf(b).offset,
      bufferOf(b).size * bytesOf(bufferOf(b).dtype),
    ]),
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
}
