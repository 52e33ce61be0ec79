// The generator that homework 2 draws from, as the course draws from NumPy's global one.
import { RandomState } from "../random-state.ts";

/**
 * NumPy's generator, number for number: `random.seed(4)` is the course's `np.random.seed(4)`. Weights, dropout, shuffles and
 * transforms draw from it, in the order of the calls.
 *
 * @example
 * random.seed(0);
 * init.rand([2]); // [0.548814, 0.715189]
 */
export const random: RandomState = new RandomState(0);
