// Homework 2: how weights begin.
export {
  constant,
  type InitOptions,
  type Normal,
  oneHot,
  ones,
  onesLike,
  type Range,
  rand,
  randb,
  randn,
  zeros,
  zerosLike,
} from "./basic.ts";
export {
  type KaimingOptions,
  kaimingNormal,
  kaimingUniform,
  type XavierOptions,
  xavierNormal,
  xavierUniform,
} from "./scaled.ts";
