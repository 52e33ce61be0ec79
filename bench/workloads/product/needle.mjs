export default ({ tensor }, { a, b, rows, inner, columns, copies, transposeLeft, transposeRight }) => {
  const matrix = (data, height, width, transposed, i) => {
    const shape = transposed ? [width, height] : [height, width];
    return tensor(data.subarray(i * height * width, (i + 1) * height * width), { shape });
  };
  const pairs = Array.from({ length: copies }, (_, i) => [
    matrix(a, rows, inner, transposeLeft, i),
    matrix(b, inner, columns, transposeRight, i),
  ]);
  const step = () =>
    pairs.map(([left, right]) =>
      (transposeLeft ? left.transpose() : left).matmul(transposeRight ? right.transpose() : right),
    );
  return {
    step,
    values: (results) => [
      results
        .at(-1)
        .flatten()
        .slice(rows * columns - 1),
    ],
  };
};
