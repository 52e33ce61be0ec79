// Sliding windows as columns, and columns laid over one another.
import { ShapeError } from "../errors.ts";
import { cast } from "../graph/compose/elementwise.ts";
import { windowsOf } from "../graph/compose/phases.ts";
import { each, linesOf } from "../graph/compose/sliding.ts";
import { folds, widened } from "../graph/ops/folds.ts";
import { crop, permute, reshape } from "../graph/ops/movement.ts";
import { foldWindows, window } from "../graph/ops/window.ts";
import { checkShape, type Shape, show, sizeOf } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Padding, PerAxis } from "../types/sliding.ts";
import { onImage } from "./images.ts";

export interface WindowOptions {
  readonly stride?: PerAxis;
  readonly padding?: Padding;
  readonly dilation?: PerAxis;
}

/**
 * The windows of x (N, C, …) as columns: (N, C · elements of a window, windows).
 *
 * @throws ShapeError where windows do not fit
 * @example
 * unfold(tensor([[[[1, 2, 3]]]]), [1, 2]); // [[[1, 2], [2, 3]]]
 */
export function unfold(x: Tensor, kernel: PerAxis, options: WindowOptions = {}): Tensor {
  const axes = x.rank - 2;
  return onImage("unfold", Math.max(1, axes), x, false, (image) => {
    const lines = linesOf("unfold", image.type.shape.slice(2), each("unfold", "kernel", kernel, axes), options);
    const padded = crop(
      image,
      lines.map((l) => [-l.low, l.low + l.length + l.high]),
    );
    const all = window(padded, lines); // (N, C, windows…, taps…)
    const own = lines.map((_, i) => i);
    const columns = permute(all, [0, 1, ...own.map((i) => 2 + axes + i), ...own.map((i) => 2 + i)]);
    const [n, c] = image.type.shape;
    return reshape(columns, [n!, c! * sizeOf(lines.map((l) => l.size)), sizeOf(lines.map(windowsOf))]);
  });
}

/**
 * The adjoint of {@link unfold}: lays columns (N, C · elements of a window, windows) over an image (N, C, …size) and adds
 * where they overlap; bools and uint8 count in int32.
 *
 * @throws ShapeError where the columns are not those of such an image
 * @example
 * fold(unfold(tensor([[[[1, 2, 3]]]]), [1, 2]), [1, 3], [1, 2]); // [[[[1, 4, 3]]]]
 */
export function fold(columns: Tensor, size: Shape, kernel: PerAxis, options: WindowOptions = {}): Tensor {
  const lines = linesOf("fold", checkShape("fold", size), each("fold", "kernel", kernel, size.length), options);
  const taps = sizeOf(lines.map((l) => l.size));
  const [n, rows, count] = columns.shape;
  if (columns.rank !== 3 || rows! % taps !== 0 || count !== sizeOf(lines.map(windowsOf)))
    throw new ShapeError(
      `fold: ${show(columns.shape)} are not the columns of an image of ${show(size)}: [N, channels * ${taps}, ${sizeOf(lines.map(windowsOf))}] are needed`,
    );
  const axes = lines.length;
  const own = lines.map((_, i) => i);
  const whole = cast(columns.node, widened(folds.sum, columns.dtype));
  const apart = reshape(whole, [n!, rows! / taps, ...lines.map((l) => l.size), ...lines.map(windowsOf)]);
  const laid = foldWindows(
    permute(apart, [0, 1, ...own.map((i) => 2 + axes + i), ...own.map((i) => 2 + i)]),
    lines.map((l) => l.low + l.length + l.high),
    lines,
  );
  return new Tensor(
    crop(
      laid,
      lines.map((l) => [l.low, l.length]),
    ),
  );
}
