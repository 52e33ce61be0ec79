export default ({ jit, nn, numpy: np, valueAndGrad }, { x, y, w, batch, pixels, classes, rate }) => {
  const images = np.array(x).reshape([batch, pixels]);
  const labels = nn.oneHot(np.array(y), classes);
  let parameters = [np.array(w).reshape([pixels, classes]), np.zeros([classes])];
  const loss = ([weights, bias], x, y) =>
    nn
      .logSoftmax(np.dot(x, weights).add(bias))
      .mul(y)
      .sum()
      .mul(-1 / batch);
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
