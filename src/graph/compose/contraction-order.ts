// In which order several labelled operands are multiplied, two at a time: the one that takes the fewest multiplications, by
// dynamic programming over all sets of operands.

/** The number of an operand, or two things to be multiplied. */
export type Order = number | readonly [Order, Order];

/** All sets of operands are looked at, so there cannot be many. */
export const mostOperands = 10;

interface Best {
  readonly cost: number;
  readonly order: Order;
  /** Labels that the product still has: those that the result or another operand needs. */
  readonly labels: ReadonlySet<string>;
}

export function bestOrder(
  inputs: readonly (readonly string[])[],
  output: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Order {
  const everything = 2 ** inputs.length - 1;
  const best: Best[] = [];
  const needed = (labels: Iterable<string>, set: number): ReadonlySet<string> =>
    new Set(
      [...labels].filter(
        (label) => output.includes(label) || inputs.some((input, i) => !(set & (1 << i)) && input.includes(label)),
      ),
    );
  for (let set = 1; set <= everything; set++) {
    const single = inputs.findIndex((_, i) => set === 1 << i);
    if (single >= 0) best[set] = { cost: 0, order: single, labels: needed(inputs[single]!, set) };
    else best[set] = cheapest(set);
  }
  return best[everything]!.order;

  /** Every way of splitting a set in two. */
  function cheapest(set: number): Best {
    let found: Best | null = null;
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      if (part < (set ^ part)) continue; // its other half has been tried
      const [a, b] = [best[part]!, best[set ^ part]!];
      const labels = new Set([...a.labels, ...b.labels]);
      const cost = a.cost + b.cost + [...labels].reduce((n, label) => n * sizes.get(label)!, 1);
      if (found === null || cost < found.cost) found = { cost, order: [b.order, a.order], labels: needed(labels, set) };
    }
    return found!;
  }
}
