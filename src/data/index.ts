// Data sets.
export { findMnist, type LabelledImages, type Mnist, readLabelledImages } from "./mnist.ts";
