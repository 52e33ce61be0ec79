export default ({ tensor, parameter }, inputs) => {
  const shape = [inputs.size, inputs.size];
  const p = parameter(tensor(inputs.p, { shape }));
  const q = tensor(inputs.q, { shape });
  const step = () => {
    p.zeroGrad();
    let y = p;
    for (let i = 0; i < inputs.adds; i++) y = y.add(q);
    const sum = y.sum();
    sum.backward();
    return sum;
  };
  return { step, values: (sum) => [sum, p.gradient.flatten().slice(0, 1)] };
};
