// Random numbers: the global generator behind the free functions. Generators of one's own are in random/.
import { Generator } from "./random/generator.ts";

/** The generator behind the functions of the same names. */
export const defaultGenerator = new Generator(0);
/**
 * Seeds the generator behind {@link rand} and the other random functions.
 *
 * @example
 * manualSeed(1);
 * const a = await rand([3]).data();
 * manualSeed(1);
 * rand([3]).eq(tensor(a)); // [1, 1, 1]
 */
export const manualSeed = (seed: number): void => void defaultGenerator.seed(seed);
/** Uniform numbers in [low, high), default [0, 1), from the global generator. */
export const rand: Generator["rand"] = (shape, options) => defaultGenerator.rand(shape, options);
/** Normally distributed numbers, mean 0 and standard deviation 1 unless asked, from the global generator. */
export const randn: Generator["randn"] = (shape, options) => defaultGenerator.randn(shape, options);
/** Whole numbers from `low` up to but not including `high`, from the global generator. */
export const randint: Generator["randint"] = (low, high, shape, options) =>
  defaultGenerator.randint(low, high, shape, options);
/** The numbers below n in random order, from the global generator. */
export const randperm: Generator["randperm"] = (n, options) => defaultGenerator.randperm(n, options);
/** 1 with the probability that each element gives, else 0, from the global generator. */
export const bernoulli: Generator["bernoulli"] = (p) => defaultGenerator.bernoulli(p);
/** Classes drawn with probabilities in proportion to weights, from the global generator. */
export const multinomial: Generator["multinomial"] = (weights, count, options) =>
  defaultGenerator.multinomial(weights, count, options);

export { Generator, type RandomOptions } from "./random/generator.ts";
export { type ChoiceOptions, RandomState, type RandomStateData } from "./random/random-state.ts";
