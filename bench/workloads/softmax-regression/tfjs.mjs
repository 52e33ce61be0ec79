export default (tf, { x, y, w, batch, pixels, classes, rate }) => {
  const images = tf.tensor2d(x, [batch, pixels]);
  const labels = tf.oneHot(tf.tensor1d(y, "int32"), classes);
  const weights = tf.variable(tf.tensor2d(w, [pixels, classes]));
  const bias = tf.variable(tf.zeros([classes]));
  const optimizer = tf.train.sgd(rate);
  const loss = () => tf.losses.softmaxCrossEntropy(labels, images.matMul(weights).add(bias));
  return { step: () => optimizer.minimize(loss, true, [weights, bias]), values: (value) => [value] };
};
