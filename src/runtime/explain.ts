// A plan for people: its kernels with their loops, why each exists, and what it costs.
import { toJavaScript } from "../codegen/javascript.ts";
import type { Plan } from "../compiler/plan.ts";
import { bytesOf } from "../dtype.ts";
import type { Axis } from "../ir/index.ts";
import type { Kernel } from "../ir/kernel.ts";

const count = (n: number): string =>
  n < 1e4
    ? `${n}`
    : n < 1e7
      ? `${Math.round(n / 1e3)} k`
      : n < 1e10
        ? `${Math.round(n / 1e6)} M`
        : `${Math.round(n / 1e9)} G`;
const sizes = (axes: readonly Axis[]): string => axes.map((a) => a.size).join(" × ") || "1";

/** Over which elements a kernel goes. */
export function loopsOf({ axes, reduceAxes, contraction }: Kernel): string {
  if (contraction === null)
    return reduceAxes.length > 0 ? `${sizes(axes)}, each over ${sizes(reduceAxes)}` : sizes(axes);
  const { batch, rows, columns, inner } = contraction;
  const result = [batch, rows, columns].filter((a) => a.length > 0).map(sizes);
  return `product ${result.join(" × ")}, inner ${sizes(inner)}`;
}

export function explainKernel(kernel: Kernel): string {
  const { stores, loads } = kernel;
  const walks = [...new Set(loads.map((l) => `b${l.buffer} ${l.walk}`))].join(", ");
  return `${kernel.why}\n     loops ${loopsOf(kernel)}; reads ${walks || "nothing"}; writes ${stores.map((s) => `b${s.buffer}`).join(", ")}; ${count(kernel.flops)} flops, ${count(kernel.bytes)} bytes`;
}

/** The whole plan as text, with generated JavaScript if wanted. */
export function explainPlan(plan: Plan, withCode = false): string {
  const kept = plan.buffers.filter((b) => b.memory === 0).reduce((sum, b) => sum + b.size * bytesOf(b.dtype), 0);
  const lines = plan.steps.map(({ kernel, buffers, guarded }, i) => {
    const code = withCode ? `\n${toJavaScript(kernel).replace(/^/gm, "       ")}` : "";
    return `${String(i + 1).padStart(3)}  ${explainKernel(kernel)}; b0… = buffers ${buffers.join(", ")}${guarded ? "; updates variables" : ""}${code}`;
  });
  return [
    ...lines,
    `${plan.steps.length} kernels, ${count(plan.flops)} flops, ${count(plan.bytes)} bytes moved; intermediates ${count(kept)} bytes in a workspace of ${count(plan.workspace)}`,
  ].join("\n");
}
