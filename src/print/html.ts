// How a tensor looks in a notebook: a table whose cells are the darker the larger their numbers. Never runs anything either.
import type { TypedArray } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import { aligned, gap, sample } from "./format.ts";
import { headOf, valuesOf } from "./text.ts";

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const cellStyle = "padding:1px 6px;text-align:right;white-space:pre;font-family:monospace";
const line = (text: string): string => `<div style="font-family:monospace">${escaped(text)}</div>`;

/** HTML without scripts and style sheets: notebooks take it as it is. */
export function tensorToHTML(t: Tensor): string {
  const data = valuesOf(t);
  const body = typeof data === "string" ? line(data) : data.length === 0 ? line("[]") : tablesOf(t, data);
  return `<div>${line(headOf(t))}${body}</div>`;
}

/** One table for each matrix; a vector is a row, a number a cell. */
function tablesOf({ shape, dtype, rank }: Tensor, data: TypedArray): string {
  const { axes, values } = sample(data, shape);
  const texts = aligned(values, dtype);
  const largest = values.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
  let next = 0;
  const cell = (): string => {
    const x = values[next]!;
    const strength = largest > 0 && Number.isFinite(x) ? Math.round((50 * Math.abs(x)) / largest) / 100 : 0;
    const colour = x < 0 ? "214,96,77" : "67,147,195";
    return `<td style="${cellStyle};background:rgba(${colour},${strength})">${texts[next++]}</td>`;
  };
  const row = (): string =>
    `<tr>${rank === 0 ? cell() : axes[rank - 1]!.map((i) => (i === gap ? `<td>${gap}</td>` : cell())).join("")}</tr>`;
  const table = (): string => {
    const rows =
      rank < 2 ? row() : axes[rank - 2]!.map((i) => (i === gap ? `<tr><td>${gap}</td></tr>` : row())).join("");
    return `<table style="border-collapse:collapse;margin:4px 0">${rows}</table>`;
  };
  const tables = (axis: number, at: readonly number[]): string => {
    if (axis >= rank - 2) return at.length > 0 ? line(`[${at.join(", ")}]`) + table() : table();
    return axes[axis]!.map((i) => (i === gap ? line(gap) : tables(axis + 1, [...at, i]))).join("");
  };
  return tables(0, []);
}
