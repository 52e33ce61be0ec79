// Homework 3: arrays on devices.
export { slice } from "../../range.ts";
export type { Backend, Ewise, Handle, Product, Reduce, Scalar, Unary } from "./backend.ts";
export type { Axes } from "./compute.ts";
export { allDevices, array, BackendDevice, cpu, cpuNumpy, cuda, empty, full } from "./devices.ts";
export type { Index } from "./indices.ts";
export { NDArray, type View } from "./nd-array.ts";
