export default (tf, { x, y, w1, w2, batch, pixels, hidden, classes, rate }) => {
  const images = tf.tensor2d(x, [batch, pixels]);
  const labels = tf.oneHot(tf.tensor1d(y, "int32"), classes);
  const first = tf.variable(tf.tensor2d(w1, [pixels, hidden]));
  const second = tf.variable(tf.tensor2d(w2, [hidden, classes]));
  const biases = [tf.variable(tf.zeros([hidden])), tf.variable(tf.zeros([classes]))];
  const optimizer = tf.train.sgd(rate);
  const loss = () => {
    const activations = images.matMul(first).add(biases[0]).relu();
    return tf.losses.softmaxCrossEntropy(labels, activations.matMul(second).add(biases[1]));
  };
  return { step: () => optimizer.minimize(loss, true, [first, second, ...biases]), values: (value) => [value] };
};
