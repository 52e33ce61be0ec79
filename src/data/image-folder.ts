// Images in folders, one folder for each class. The optional package `sharp` decodes them.
import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { DataError, FileError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { checkIndex, type Dataset } from "./dataset.ts";

const endings = new Set([".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".tif", ".tiff"]);

export interface ImageFolderOptions {
  /** Colour (three channels) or grey (one). Default: "rgb". */
  readonly mode?: "rgb" | "grey";
}
/** An image of (height, width, channels), uint8, and its class, int32. */
export type ImageItem = readonly [image: HostArray, label: HostArray];

/**
 * The images in the folders of a folder: each folder is a class, classes and files are in the order of their names. Images are
 * decoded when they are asked for, by the package `sharp`, which you install yourself.
 *
 * @throws FileError where the folder can't be read or an image can't be decoded; DataError where there are no images, or no sharp
 * @example
 * new ImageFolder("runs/animals"); // throws FileError: ImageFolder: cannot read runs/animals
 */
export class ImageFolder implements Dataset<ImageItem> {
  readonly classes: readonly string[];
  readonly files: readonly { readonly path: string; readonly label: number }[];
  readonly #mode: "rgb" | "grey";
  constructor(folder: string, { mode = "rgb" }: ImageFolderOptions = {}) {
    this.#mode = mode;
    const list = entries(folder);
    this.classes = list.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    this.files = this.classes.flatMap((name, label) =>
      entries(join(folder, name))
        .filter((entry) => entry.isFile() && endings.has(extname(entry.name).toLowerCase()))
        .map((entry) => ({ path: join(folder, name, entry.name), label })),
    );
    if (this.files.length === 0)
      throw new DataError(
        `ImageFolder: there are no images in the folders of ${folder}; it needs a folder for each class, with files in ${[...endings].join(" ")}`,
      );
  }
  get length(): number {
    return this.files.length;
  }
  async at(index: number): Promise<ImageItem> {
    const { path, label } = this.files[checkIndex("ImageFolder", index, this.length)]!;
    return [await decode(path, this.#mode), { dtype: "int32", shape: [], data: Int32Array.of(label) }];
  }
}

function entries(folder: string) {
  try {
    const list = readdirSync(folder, { withFileTypes: true });
    return list.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new FileError(`ImageFolder: cannot read ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

async function decode(path: string, mode: "rgb" | "grey"): Promise<HostArray> {
  const { default: sharp } = await import("sharp").catch((error: Error) => {
    throw new DataError("ImageFolder: run 'npm install sharp', which decodes images", { cause: error });
  });
  try {
    const image = sharp(path).rotate().removeAlpha(); // rotate: as the camera was held
    const { data, info } = await (mode === "grey" ? image.greyscale() : image.toColourspace("srgb"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { dtype: "uint8", shape: [info.height, info.width, info.channels], data: new Uint8Array(data) };
  } catch (error) {
    throw new FileError(`ImageFolder: cannot decode ${path}: ${(error as Error).message}`, { cause: error });
  }
}
