export default ({ jit, numpy: np }, { a, b, rows, inner, columns, copies, transposeLeft, transposeRight }) => {
  const stack = (data, height, width, transposed) =>
    np.array(data).reshape(transposed ? [copies, width, height] : [copies, height, width]);
  const [left, right] = [stack(a, rows, inner, transposeLeft), stack(b, inner, columns, transposeRight)];
  const swap = (x, transposed) => (transposed ? np.swapaxes(x, 1, 2) : x);
  const multiply = jit((x, y) => np.matmul(swap(x, transposeLeft), swap(y, transposeRight)));
  return { step: () => multiply(left.ref, right.ref), values: (result) => [result.dataSync().at(-1)] };
};
