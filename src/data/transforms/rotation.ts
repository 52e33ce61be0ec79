// Images turned about their middle.
import { ArgumentError } from "../../errors.ts";
import { freshGenerator } from "../generator.ts";
import { bilinear, blank, sizesOf, type Transform } from "./image.ts";
import type { Drawing } from "./random.ts";

/**
 * The image turned about its middle by an angle drawn evenly from −degrees … degrees; between pixels it is interpolated, and
 * zeros come in at the corners. Positive angles turn counter-clockwise.
 *
 * @example
 * const turn = randomRotation({ degrees: 15, generator: new RandomState(0) });
 * turn({ dtype: "float32", shape: [28, 28, 1], data: new Float32Array(784) }).shape; // [28, 28, 1]
 */
export function randomRotation({
  degrees,
  generator = freshGenerator(),
}: Drawing & { readonly degrees: number }): Transform {
  if (!(degrees >= 0)) throw new ArgumentError(`randomRotation: degrees must be 0 or more, not ${degrees}`);
  return (image) => rotate(generator.uniform(-degrees, degrees))(image);
}

/**
 * The image turned about its middle, counter-clockwise.
 *
 * @example
 * rotate(90)({ dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) }).data; // [2, 4, 1, 3]
 */
export function rotate(degrees: number): Transform {
  const quarters = degrees / 90; // exact where an angle is a multiple of 90
  const [sin, cos] = Number.isInteger(quarters)
    ? [[0, 1, 0, -1].at(quarters % 4)!, [1, 0, -1, 0].at(quarters % 4)!]
    : [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return (image) => {
    const [height, width, channels] = sizesOf("rotate", image);
    const turned = blank(image, image.shape);
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    let at = 0;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const [dy, dx] = [row - middleY, column - middleX];
        const [y, x] = [middleY + cos * dy + sin * dx, middleX - sin * dy + cos * dx];
        for (let c = 0; c < channels; c++) turned.data[at++] = bilinear(image, y, x, c);
      }
    return turned;
  };
}
