// Fashion-MNIST (Xiao, Rasul & Vollgraf 2017): articles of clothing in the files and sizes of MNIST.
import { join } from "node:path";
import { cacheFolder } from "./cache.ts";
import { type DownloadOptions, download } from "./download.ts";
import { findMnist, type Mnist } from "./mnist.ts";

const source = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
/** SHA-256 of the four files as published. */
const files = {
  "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
  "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
  "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
  "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
} as const;

/** The classes by label. */
export const fashionClasses = [
  "T-shirt/top",
  "trouser",
  "pullover",
  "dress",
  "coat",
  "sandal",
  "shirt",
  "sneaker",
  "bag",
  "ankle boot",
] as const;

/**
 * Fashion-MNIST: from a folder with the four files, or downloaded once (31 MB) into the cache.
 *
 * @throws FileError where the files are missing, cannot be had or are damaged
 * @example
 * const { train } = await fashionMnist({ folder: "data" });
 * imageDataset(train).at(0)[0].shape; // [28, 28, 1]
 */
export async function fashionMnist({
  folder,
  ...options
}: { readonly folder?: string } & Pick<DownloadOptions, "onProgress" | "signal"> = {}): Promise<Mnist> {
  if (folder !== undefined) return findMnist(folder);
  const cached = cacheFolder("fashion-mnist");
  for (const [name, sha256] of Object.entries(files))
    await download(source + name, { ...options, sha256, to: join(cached, name) });
  return findMnist(cached);
}
