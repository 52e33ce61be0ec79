// The grammar of Einstein's summation convention: "ij,jk->ik", with an ellipsis, with or without the result.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { type Shape, show } from "../../shape.ts";

/** A letter; an axis under an ellipsis has a number, counted from the right. */
export type Label = string;
export interface Equation {
  readonly inputs: readonly (readonly Label[])[];
  readonly output: readonly Label[];
  readonly sizes: ReadonlyMap<Label, number>;
}

const isLetter = (label: Label): boolean => /[a-zA-Z]/.test(label);

/** The labels of an equation for operands of these shapes, and their sizes. */
export function parse(text: string, shapes: readonly Shape[]): Equation {
  const wrong = (what: string): ArgumentError => new ArgumentError(`einsum "${text}": ${what}`);
  const [left, result, ...rest] = text.replaceAll(" ", "").split("->");
  if (rest.length > 0) throw wrong("there is more than one '->'");
  const terms = left!.split(",");
  if (terms.length !== shapes.length) throw wrong(`it names ${terms.length} operands, and there are ${shapes.length}`);

  const labelsOf = (term: string, hidden: number): Label[] => {
    const [before = "", after, ...others] = term.split("...");
    const strange = /[^a-zA-Z]/.exec(before + (after ?? ""));
    if (others.length > 0) throw wrong(`'${term}' has more than one '...'`);
    if (strange !== null) throw wrong(`'${strange[0]}' is no label; labels are letters`);
    if (after === undefined) return [...before];
    return [...before, ...Array.from({ length: hidden }, (_, i) => `${hidden - i}`), ...after];
  };
  const inputs = terms.map((term, i) => {
    const shape = shapes[i]!;
    const named = labelsOf(term, 0).length;
    if (term.includes("...") ? named > shape.length : named !== shape.length)
      throw wrong(`'${term}' names ${named} axes, operand ${i} has the shape ${show(shape)}`);
    return labelsOf(term, shape.length - named);
  });

  const all = inputs.flat();
  const hidden = all.filter((label) => !isLetter(label)).reduce((most, label) => Math.max(most, Number(label)), 0);
  const once = all.filter((label) => isLetter(label) && all.indexOf(label) === all.lastIndexOf(label)).sort();
  const output = labelsOf(result ?? `...${once.join("")}`, hidden);
  output.forEach((label, i) => {
    if (output.indexOf(label) < i) throw wrong(`label '${label}' is twice in the result`);
    if (!all.includes(label)) throw wrong(`label '${label}' of the result is in no operand`);
  });
  if (hidden > 0 && !output.includes("1")) throw wrong("the result must have the '...' of the operands");
  return { inputs, output, sizes: sizesOf(text, inputs, shapes) };
}

/** The size of every label. An axis of size 1 stretches, as in broadcasting. */
function sizesOf(text: string, inputs: readonly (readonly Label[])[], shapes: readonly Shape[]): Map<Label, number> {
  const sizes = new Map<Label, number>();
  inputs.forEach((labels, k) => {
    labels.forEach((label, i) => {
      const [size, known] = [shapes[k]![i]!, sizes.get(label) ?? 1];
      if (known !== 1 && size !== 1 && known !== size)
        throw new ShapeError(
          `einsum "${text}": ${isLetter(label) ? `label '${label}'` : "an axis under '...'"} is both ${known} and ${size}, in ${shapes.map(show).join(" and ")}`,
        );
      if (known === 1) sizes.set(label, size);
    });
  });
  return sizes;
}
