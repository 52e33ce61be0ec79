// Images as arguments: (N, C, …) or, with `channelsLast`, (N, …, C).
import { ShapeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { moveAxis } from "../graph/ops/movement.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";

/** Applies `work` to an image with the channels in second place; puts them back where they were. */
export function onImage(
  op: string,
  axes: number,
  x: Tensor,
  channelsLast: boolean,
  work: (image: Node) => Node,
): Tensor {
  if (x.rank !== axes + 2)
    throw new ShapeError(
      `${op}: ${show(x.shape)} must have ${axes + 2} axes: batch, channels and ${axes} spatial${axes > 1 ? " ones" : ""}`,
    );
  if (!channelsLast) return new Tensor(work(x.node));
  return new Tensor(moveAxis(work(moveAxis(x.node, axes + 1, 1)), 1, axes + 1));
}
