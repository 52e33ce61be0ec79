export default ({ jit, nn, numpy: np, valueAndGrad }, { x, y, w1, w2, batch, pixels, hidden, classes, rate }) => {
  const images = np.array(x).reshape([batch, pixels]);
  const labels = nn.oneHot(np.array(y), classes);
  let parameters = [
    np.array(w1).reshape([pixels, hidden]),
    np.zeros([hidden]),
    np.array(w2).reshape([hidden, classes]),
    np.zeros([classes]),
  ];
  const loss = ([first, b1, second, b2], x, y) => {
    const logits = np.dot(nn.relu(np.dot(x, first).add(b1)), second).add(b2);
    return nn
      .logSoftmax(logits)
      .mul(y)
      .sum()
      .mul(-1 / batch);
  };
  const update = jit((parameters, x, y) => {
    const [value, gradients] = valueAndGrad(loss)(
      parameters.map((p) => p.ref),
      x,
      y,
    );
    return [value, parameters.map((p, i) => p.sub(gradients[i].mul(rate)))];
  });
  const step = () => {
    const [value, next] = update(parameters, images.ref, labels.ref);
    parameters = next;
    return value;
  };
  return { step, values: (value) => [value] };
};
