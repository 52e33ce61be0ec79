// Networks for images as rows of pixels, by name: what `needle train mnist --model` offers. A network is written down as its
// name and sizes, so that whoever reads the weights can build it again.
import { ArgumentError, FileError } from "../errors.ts";
import { BatchNorm1d, Identity, LayerNorm, Linear, ReLU, Sequential, Unflatten } from "../nn/index.ts";
import { ConvNet } from "./conv-net.ts";
import { MLPResNet } from "./mlp-resnet.ts";

export const norms = {
  batch: (features: number) => new BatchNorm1d(features),
  layer: (features: number) => new LayerNorm(features),
  none: () => new Identity(),
};
/** How large a network is. */
interface Sizes {
  /** Width of the hidden layers. */
  readonly hidden: number;
  /** Residual blocks of `mlp-resnet`. */
  readonly blocks: number;
  /** Dropout of `mlp-resnet` and `cnn`. */
  readonly drop: number;
  /** Normalisation of `mlp-resnet`. */
  readonly norm: keyof typeof norms;
}
const makers = {
  softmax: (pixels: number, classes: number) => new Sequential(new Linear(pixels, classes)),
  mlp: (pixels: number, classes: number, { hidden }: Sizes) =>
    new Sequential(new Linear(pixels, hidden), new ReLU(), new Linear(hidden, classes)),
  "mlp-resnet": (pixels: number, classes: number, { norm, ...sizes }: Sizes) =>
    new MLPResNet(pixels, { ...sizes, classes, norm: norms[norm] }),
  cnn: (pixels: number, classes: number, { drop }: Sizes) =>
    new Sequential(new Unflatten(1, [1, sideOf(pixels), -1]), new ConvNet(sideOf(pixels), { classes, drop })),
} satisfies { readonly [name: string]: (pixels: number, classes: number, sizes: Sizes) => Sequential };
/** Rows and columns of a square image. */
function sideOf(pixels: number): number {
  const side = Math.sqrt(pixels);
  if (!Number.isInteger(side)) throw new ArgumentError(`cnn: needs square images; ${pixels} pixels make none`);
  return side;
}

export type ClassifierName = keyof typeof makers;
export const classifierNames = Object.keys(makers) as ClassifierName[];
/** Which network, and how large. */
export interface ClassifierOptions extends Sizes {
  readonly model: ClassifierName;
}

/** (N, pixels) → (N, classes). */
export const makeClassifier = (pixels: number, classes: number, options: ClassifierOptions): Sequential =>
  makers[options.model](pixels, classes, options) as Sequential;

/** A network as the text of a file's metadata. */
export const describeClassifier = (options: ClassifierOptions): string => {
  const { model, hidden, blocks, drop, norm } = options;
  return JSON.stringify({ model, hidden, blocks, drop, norm });
};
/**
 * The way back.
 *
 * @throws FileError where the text is something else
 */
export function readClassifier(file: string, text: string | undefined): ClassifierOptions {
  const isPlain = (x: unknown): x is ClassifierOptions => typeof x === "object" && x !== null;
  try {
    const options: unknown = JSON.parse(text ?? "");
    if (isPlain(options) && options.model in makers && options.norm in norms) return options;
  } catch {
    // no JSON: the same answer
  }
  throw new FileError(`${file}: it does not say which network its weights are of; 'needle train' writes files that do`);
}
