// Asking for values to be kept.
import { isRealized } from "./graph/node.ts";
import type { Timeline } from "./runtime/timeline.ts";
import type { Tensor } from "./tensor.ts";

/** Has the next run compute and keep a tensor, though others are made of it: it can be read at any later time. */
export function keep<T extends Tensor>(t: T): T {
  if (!isRealized(t.node)) (t.node.type.place as Timeline).kept.push(t.node);
  return t;
}
