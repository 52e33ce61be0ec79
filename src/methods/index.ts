// The methods of Tensor whose bodies need no class: name → function of nodes. Element-wise ones come from the scalar table.
import { matmul } from "../graph/compose/matmul.ts";
import type { Node } from "../graph/node.ts";
import { elementwise } from "./elementwise.ts";
import { throwing } from "./excluded.ts";
import { gathering } from "./gathering.ts";
import { indexing } from "./indexing.ts";
import { tensorArgument } from "./method.ts";
import { ordering } from "./ordering.ts";
import { reductions } from "./reductions.ts";
import { views } from "./views.ts";

const products = { matmul: (x: Node, other: Node) => matmul(x, tensorArgument("matmul", other)) };

export const methods = {
  ...elementwise,
  ...products,
  ...reductions,
  ...views,
  ...indexing,
  ...gathering,
  ...ordering,
  ...throwing,
};
