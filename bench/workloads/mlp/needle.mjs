export default ({ tensor, parameter, zeros, softmaxLoss, optim }, inputs) => {
  const { x, y, w1, w2, batch, pixels, hidden, classes, rate } = inputs;
  const images = tensor(x, { shape: [batch, pixels] });
  const labels = tensor(y);
  const first = parameter(tensor(w1, { shape: [pixels, hidden] }));
  const second = parameter(tensor(w2, { shape: [hidden, classes] }));
  const biases = [parameter(zeros([hidden])), parameter(zeros([classes]))];
  const optimizer = new optim.SGD([first, second, ...biases], { lr: rate });
  const step = () => {
    optimizer.zeroGrad();
    const activations = images.matmul(first).add(biases[0]).relu();
    const loss = softmaxLoss(activations.matmul(second).add(biases[1]), labels);
    loss.backward();
    optimizer.step();
    return loss;
  };
  return { step, values: (loss) => [loss] };
};
