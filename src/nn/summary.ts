// What a network is made of, layer by layer, in the order of the calls: shapes, parameters, operations.
import { noGrad } from "../autograd.ts";
import { topological } from "../compiler/plan.ts";
import type { Node } from "../graph/node.ts";
import { openDevices } from "../runtime/devices.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { tensorsIn, watching } from "./calls.ts";
import type { ModuleBase } from "./module.ts";
import { titleOf } from "./print.ts";

/** One call of one module; its numbers include the modules below. */
export interface SummaryRow {
  /** Its name in the whole: "layers.0"; empty for the whole. */
  readonly path: string;
  readonly title: string;
  /** How many modules it is inside of. */
  readonly depth: number;
  /** Shapes of the tensors that it returned. */
  readonly outputs: readonly Shape[];
  /** Numbers that can be learned. */
  readonly parameters: number;
  /** Operations on numbers of one forward pass; a product and its sum are two. */
  readonly flops: number;
}

export class Summary {
  readonly rows: readonly SummaryRow[];
  constructor(rows: readonly SummaryRow[]) {
    this.rows = rows;
  }
  get parameters(): number {
    return this.rows[0]!.parameters;
  }
  get flops(): number {
    return this.rows[0]!.flops;
  }
  toJSON(): { readonly rows: readonly SummaryRow[] } {
    return { rows: this.rows };
  }
  /** A table with a line for each call. */
  toString(): string {
    const lines = this.rows.map(({ path, title, depth, outputs, parameters, flops }) => [
      `${"  ".repeat(depth)}${path === "" ? "" : `(${path.split(".").at(-1)}): `}${title}`,
      outputs.map(show).join(" "),
      parameters.toLocaleString("en"),
      flops.toLocaleString("en"),
    ]);
    const table = [["layer", "output", "parameters", "flops"], ...lines];
    const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column]!.length)));
    const pad = (cell: string, i: number) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!));
    return table.map((line) => line.map(pad).join("  ")).join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Calls a model once, as after `eval()`, and tells what happened in it. Nothing is computed; the model stays as it is.
 *
 * @param inputs what the model is called with
 * @example
 * const model = nn.sequential(nn.linear(784, 100), nn.relu(), nn.linear(100, 10));
 * const about = nn.summary(model, zeros([32, 784]));
 * about.parameters; // 79510
 * about.rows[1]!.outputs[0]; // [32, 100]
 * console.log(about); // a table
 */
export function summary(model: ModuleBase, ...inputs: readonly unknown[]): Summary {
  const names = new Map(model.namedModules().map(([name, m]) => [m, name]));
  const variables = [...model.parameters(), ...model.buffers()];
  const rows: SummaryRow[] = [];
  let depth = 0;
  const onlooker = (module: ModuleBase, given: readonly unknown[]) => {
    const at = rows.push({} as SummaryRow) - 1; // until the output is known
    const own = depth++;
    return (output: unknown): void => {
      depth--;
      const made = tensorsIn(output);
      rows[at] = {
        path: names.get(module) ?? "?",
        title: titleOf(module),
        depth: own,
        outputs: made.map((t) => t.shape),
        parameters: module.parameters().reduce((sum, p) => sum + p.size, 0),
        flops: flopsBetween([...tensorsIn(given), ...variables], made),
      };
    };
  };
  const training = model.modules().filter((m) => m.training);
  model.eval();
  try {
    const call = model as unknown as (...inputs: readonly unknown[]) => unknown;
    uncomputed(() => noGrad(() => watching(onlooker, () => void call(...inputs))));
  } finally {
    for (const m of training) (m as { training: boolean }).training = true;
  }
  return new Summary(rows);
}

/** Makes graph that nobody wants computed. */
function uncomputed(make: () => void): void {
  const before = openDevices.map(({ pending }) => ({
    pending,
    recent: pending.recent.length,
    kept: pending.kept.length,
  }));
  make();
  for (const { pending, recent, kept } of before) [pending.recent.length, pending.kept.length] = [recent, kept];
}

/** Operations of the graph from some tensors to others. */
function flopsBetween(from: readonly Tensor[], to: readonly Tensor[]): number {
  const before = new Set<Node>(topological(from.map((t) => t.node)));
  return topological(to.map((t) => t.node)).reduce((sum, n) => sum + (before.has(n) ? 0 : n.op.flops(n)), 0);
}
