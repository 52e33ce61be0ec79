export default (tf, { p, q, adds, size }) => {
  const [first, other] = [p, q].map((data) => tf.tensor2d(data, [size, size]));
  const gradient = tf.valueAndGrad((x) => {
    for (let i = 0; i < adds; i++) x = x.add(other);
    return x.sum();
  });
  const step = () => {
    const { value, grad } = gradient(first);
    return [value, grad];
  };
  return { step, values: ([value, grad]) => [value, grad] };
};
