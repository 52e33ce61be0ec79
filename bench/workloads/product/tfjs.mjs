export default (tf, { a, b, rows, inner, columns, copies, transposeLeft, transposeRight }) => {
  const matrix = (data, height, width, transposed, i) => {
    const shape = transposed ? [width, height] : [height, width];
    return tf.tensor2d(data.subarray(i * height * width, (i + 1) * height * width), shape);
  };
  const pairs = Array.from({ length: copies }, (_, i) => [
    matrix(a, rows, inner, transposeLeft, i),
    matrix(b, inner, columns, transposeRight, i),
  ]);
  const step = () => pairs.map(([left, right]) => tf.matMul(left, right, !!transposeLeft, !!transposeRight)).at(-1);
  return { step, values: (result) => [result.dataSync().at(-1)] };
};
