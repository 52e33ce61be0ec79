export default ({ tensor, parameter, zeros, softmaxLoss, optim }, { x, y, w, batch, pixels, classes, rate }) => {
  const images = tensor(x, { shape: [batch, pixels] });
  const labels = tensor(y);
  const weights = parameter(tensor(w, { shape: [pixels, classes] }));
  const bias = parameter(zeros([classes]));
  const optimizer = new optim.SGD([weights, bias], { lr: rate });
  const step = () => {
    optimizer.zeroGrad();
    const loss = softmaxLoss(images.matmul(weights).add(bias), labels);
    loss.backward();
    optimizer.step();
    return loss;
  };
  return { step, values: (loss) => [loss] };
};
