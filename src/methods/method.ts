// What a method of Tensor is below the class: a function of nodes. The class wraps what comes out and unwraps what goes in.
import { ArgumentError } from "../errors.ts";
import { weakNumber } from "../graph/compose/elementwise.ts";
import { Node } from "../graph/node.ts";

/** A method's result: one node, several, or several with names. */
export type Result = Node | readonly Node[] | { readonly [name: string]: Node };
/** `x` is the tensor it is called on; tensors among the arguments, also inside lists, arrive as nodes. */
export type Method = (x: Node, ...args: never[]) => Result;

/** The other operand of an element-wise function: a number is weak and takes the dtype of the tensor beside it. */
export function operand(x: unknown, beside: Node): Node {
  if (x instanceof Node) return x;
  if (typeof x === "number") return weakNumber(x, beside);
  throw new ArgumentError(`a tensor or a number is needed, not ${describe(x)}`);
}
/** An argument that must be a tensor. */
export function tensorArgument(op: string, x: unknown): Node {
  if (x instanceof Node) return x;
  throw new ArgumentError(`${op}: a tensor is needed, not ${describe(x)}`);
}
const describe = (x: unknown): string =>
  x === null
    ? "null"
    : Array.isArray(x)
      ? "an array"
      : typeof x === "object"
        ? "an object"
        : `${typeof x} ${String(x)}`;
