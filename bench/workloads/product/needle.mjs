export default ({ tensor, variable, zeros }, { a, b, rows, inner, columns, copies, transposeLeft, transposeRight }) => {
  const matrix = (data, height, width, transposed, i) => {
    const shape = transposed ? [width, height] : [height, width];
    return tensor(data.subarray(i * height * width, (i + 1) * height * width), { shape });
  };
  const products = Array.from({ length: copies }, (_, i) => ({
    left: matrix(a, rows, inner, transposeLeft, i),
    right: matrix(b, inner, columns, transposeRight, i),
    out: variable(zeros([rows, columns])),
  }));
  const step = () => {
    for (const { left, right, out } of products)
      out.assign((transposeLeft ? left.transpose() : left).matmul(transposeRight ? right.transpose() : right));
    return products.at(-1).out;
  };
  return { step, values: (result) => [result.flatten().slice(rows * columns - 1)] };
};
