// What the two sets are published as: names of archives, folders and files, and how the files are read.
import type { Publication } from "./find.ts";
import { binary, python } from "./formats.ts";

const batches = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`);
export const cifar10Publications: readonly Publication[] = [
  {
    archive: "cifar-10-binary.tar.gz",
    folder: "cifar-10-batches-bin",
    train: batches.map((name) => `${name}.bin`),
    test: ["test_batch.bin"],
    read: binary(1, 0),
  },
  {
    archive: "cifar-10-python.tar.gz",
    folder: "cifar-10-batches-py",
    train: batches,
    test: ["test_batch"],
    read: python("labels"),
  },
];
export const cifar100Publications = (labels: "fine" | "coarse"): readonly Publication[] => [
  {
    archive: "cifar-100-binary.tar.gz",
    folder: "cifar-100-binary",
    train: ["train.bin"],
    test: ["test.bin"],
    read: binary(2, labels === "coarse" ? 0 : 1),
  },
  {
    archive: "cifar-100-python.tar.gz",
    folder: "cifar-100-python",
    train: ["train"],
    test: ["test"],
    read: python(`${labels}_labels`),
  },
];
