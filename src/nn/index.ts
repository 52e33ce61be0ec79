// needle-ts/nn: what networks are made of.
export { watching } from "./calls.ts";
export { Layer } from "./layer.ts";
export { Linear } from "./linear.ts";
export { isModule } from "./members.ts";
export { Module, type ModuleBase } from "./module.ts";
export { Sequential } from "./sequential.ts";
export type { LoadOptions, StateDict } from "./state.ts";
