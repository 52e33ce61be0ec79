// The rows of the scalar table: all that becomes a method, with the domains that the table gives.

import type { Tensor } from "../../src/index.ts";
import type { Row as ScalarRow } from "../../src/ir/row.ts";
import { scalars } from "../../src/ir/scalar.ts";
import type { Row, Rows } from "./row.ts";

/** Conversions have rows of their own there, and no method: `to` is theirs. */
export const elementwise: Rows = Object.fromEntries(
  Object.entries<ScalarRow>(scalars)
    .filter(([, { internal, typing }]) => !internal && typing !== "select")
    .map(([name, { domain, defaults = [] }]): [string, Row] => {
      const domains = domain.slice(0, domain.length - defaults.length);
      const call = (...inputs: Tensor[]): unknown => {
        const [x, ...others] = inputs.slice(0, domains.length);
        return (x as unknown as Record<string, (...y: Tensor[]) => unknown>)[name]!(...others);
      };
      return [name, { call, domains }];
    }),
);
