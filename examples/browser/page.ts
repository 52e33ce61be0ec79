// The page: trains when it is opened and writes each report into the document.
import { train } from "./train.ts";

const list = document.querySelector("ol")!;
const { accuracy } = await train(300, ({ step, loss }) => {
  const item = document.createElement("li");
  item.textContent = `step ${step}: loss ${loss.toFixed(4)}`;
  list.append(item);
});
document.querySelector("output")!.textContent = `accuracy ${accuracy.toFixed(3)}`;
