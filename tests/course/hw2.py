"""Writes hw2.json: homework 2's formulas in NumPy (gradients by PyTorch in float64). Run: python3 tests/course/hw2.py"""
import json
import math
import pathlib

import numpy as np
import torch


def rounded(x):
    return [float("%.9g" % v) for v in np.asarray(x, dtype=np.float64).ravel()]


out = {}

# Initialisers, drawn one after the other from one seed.
np.random.seed(4)
f32 = np.float32
draws = [
    ("rand", np.random.rand(2, 3) * (2.5 - -1) + -1),
    ("randn", np.random.randn(2, 3) * 0.5 + 3),
    ("randb", np.random.rand(2, 5) <= 0.3),
    ("xavierUniform", (np.random.rand(3, 5) * 2 - 1) * 1.5 * math.sqrt(6 / 8)),
    ("xavierNormal", np.random.randn(3, 5) * 0.33 * math.sqrt(2 / 8)),
    ("kaimingUniform", (np.random.rand(3, 5) * 2 - 1) * math.sqrt(2) * math.sqrt(3 / 3)),
    ("kaimingNormal", np.random.randn(3, 5) * math.sqrt(2) / math.sqrt(3)),
]
out["init"] = {name: rounded(values.astype(f32)) for name, values in draws}


def kaiming(fan_in, fan_out):
    bound = math.sqrt(2) * math.sqrt(3 / fan_in)
    return np.random.rand(fan_in, fan_out) * (2 * bound) - bound


def linear(i, o):
    w = kaiming(i, o).astype(f32)
    return [w, kaiming(o, 1).reshape(1, o).astype(f32)]


np.random.seed(7)
out["linear"] = [rounded(p) for p in linear(3, 4)]

# Layers in float64: outputs, gradients of Σ output · c, running statistics.
x = np.random.RandomState(1).randn(5, 4)
c = np.random.RandomState(2).randn(5, 4)


def layer(f):
    t = torch.tensor(x, requires_grad=True)
    y = f(t)
    (y * torch.tensor(c)).sum().backward()
    return {"y": rounded(y.detach().numpy()), "dx": rounded(t.grad.numpy())}


mean, var = x.mean(0), x.var(0)
out["layers"] = {
    "BatchNorm1d": layer(lambda t: (t - t.mean(0)) / (t.var(0, unbiased=False) + 1e-5).sqrt()),
    "LayerNorm1d": layer(lambda t: (t - t.mean(1, keepdim=True)) / (t.var(1, unbiased=False, keepdim=True) + 1e-5).sqrt()),
    "Sigmoid": layer(torch.sigmoid),
    "Tanh": layer(torch.tanh),
    "ReLU": layer(torch.relu),
}
out["running"] = {
    "mean": rounded(0.1 * mean),
    "biased": rounded(0.9 + 0.1 * var),
    "unbiased": rounded(0.9 + 0.1 * x.var(0, ddof=1)),
}


# Optimizers: 6 steps from one point on gradients that are the point's sines, in float64.
def descend(step):
    w, state = np.array([1.0, -2.0, 3.0]), {}
    for t in range(1, 7):
        w = step(w, np.sin(w), state, t)
    return rounded(w)


def sgd(lr, momentum, decay, damping=True):
    def step(w, g, s, t):
        g = g + decay * w
        first = g if not damping else (1 - momentum) * g
        s["u"] = first if "u" not in s else momentum * s["u"] + (1 - momentum if damping else 1) * g
        return w - lr * s["u"]

    return step


def adam(lr, b1, b2, eps, decay):
    def step(w, g, s, t):
        g = g + decay * w
        s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
        s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
        return w - lr * (s["m"] / (1 - b1**t)) / (np.sqrt(s["v"] / (1 - b2**t)) + eps)

    return step


out["optim"] = {
    "plain": descend(sgd(0.1, 0, 0)),
    "decay": descend(sgd(0.1, 0, 0.02)),
    "momentum": descend(sgd(0.1, 0.9, 0)),
    "both": descend(sgd(0.1, 0.9, 0.02)),
    "undamped": descend(sgd(0.1, 0.9, 0, damping=False)),
    "adam": descend(adam(0.01, 0.9, 0.999, 1e-8, 0)),
    "adamDecay": descend(adam(0.05, 0.8, 0.99, 1e-3, 0.1)),
}

# Data: the orders of two passes; an image of 4 × 4 flipped where asked, then moved.
np.random.seed(0)
out["orders"] = [np.random.permutation(10).tolist(), np.random.permutation(10).tolist()]
np.random.seed(3)
images = []
for _ in range(6):
    image = np.arange(16.0).reshape(4, 4, 1)
    if np.random.rand() < 0.5:
        image = image[:, ::-1]
    dy, dx = np.random.randint(low=-2, high=3, size=2)
    padded = np.pad(image, ((2, 2), (2, 2), (0, 0)))
    images.append(padded[2 + dy : 6 + dy, 2 + dx : 6 + dx].ravel().tolist())
out["images"] = images

# MLPResNet(8, hidden 6, 2 blocks, 3 classes), dropout 0.25, Adam: 4 steps from seed 4, losses and last weights.
np.random.seed(4)
params = []


def add(*values):
    params.extend(torch.tensor(v.astype(np.float64), requires_grad=True) for v in values)


add(*linear(8, 6))
for _ in range(2):
    add(*linear(6, 3), np.ones(3), np.zeros(3), *linear(3, 6), np.ones(6), np.zeros(6))
add(*linear(6, 3))


def norm(h, w, b):
    return (h - h.mean(0)) / (h.var(0, unbiased=False) + 1e-5).sqrt() * w + b


def model(h):
    p = iter(params)
    take = lambda: next(p)
    h = torch.relu(h @ take() + take())
    for _ in range(2):
        r = torch.relu(norm(h @ take() + take(), take(), take()))
        mask = np.random.rand(*r.shape) <= 0.75
        r = r * torch.tensor(mask.astype(np.float64)) / 0.75
        h = torch.relu(norm(r @ take() + take(), take(), take()) + h)
    return h @ take() + take()


X = torch.tensor(np.random.RandomState(5).randn(10, 8).astype(f32).astype(np.float64))
y = torch.tensor(np.arange(10) % 3)
opt = torch.optim.Adam(params, lr=0.01, weight_decay=0.001)
losses = []
for _ in range(4):
    loss = torch.nn.functional.cross_entropy(model(X), y)
    losses.append(loss.item())
    opt.zero_grad()
    loss.backward()
    opt.step()
out["resnet"] = {"losses": rounded(losses), "last": rounded(params[-2].detach().numpy()), "count": len(params)}

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in out.items()) + "\n}\n")
