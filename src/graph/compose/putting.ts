// Values put where index tensors say.
import type { Node } from "../node.ts";
export function putRows(_rows: Node, _ids: Node, _values: Node): Node {
  throw new Error("not yet");
}
export function scatter(_x: Node, _ids: Node, _values: Node, _axis: number): Node {
  throw new Error("not yet");
}
