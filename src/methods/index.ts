// The methods of Tensor whose bodies need no class: name → function of nodes. Element-wise ones come from the scalar table.
import { elementwise } from "./elementwise.ts";
import { throwing } from "./excluded.ts";
import { gathering } from "./gathering.ts";
import { indexing } from "./indexing.ts";
import { ordering } from "./ordering.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { views } from "./views.ts";

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
