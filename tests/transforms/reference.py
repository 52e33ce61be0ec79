"""Records derivatives that PyTorch computes: `/usr/bin/python3 reference.py > reference.json`. Everything is float64."""
import json
import torch
from torch.autograd.functional import hessian, jacobian, jvp, vjp

torch.set_default_dtype(torch.float64)


def wave(shape, seed):
    n = 1
    for d in shape:
        n *= d
    return torch.tensor([((i * 37 + seed * 11) % 101 - 50.3) / 50 for i in range(n)]).reshape(shape)


# name, function, shapes of its inputs; derivatives.test.ts has the same
FUNCTIONS = [
    ("elementwise", lambda x: x.sin() * x, [[3]]),
    ("matrix to vector", lambda x: (x @ wave([3, 2], 5)).tanh().sum(0), [[2, 3]]),
    ("vector to matrix", lambda x: torch.outer(x, x.exp()), [[2]]),
    ("scalar to matrix", lambda x: wave([2, 2], 3) * x**3, [[]]),
    ("softmax", lambda x: x.softmax(1), [[2, 3]]),
    ("largest, and an index", lambda x: x.max(1).values * x[1, 0], [[2, 3]]),
    ("two inputs", lambda x, y: (x @ y) * x.sum(), [[2, 3], [3, 1]]),
    ("an input that does not matter", lambda x, y: x.square(), [[2], [2]]),
    ("linear", lambda x: 3 * x[:, 1], [[2, 2]]),
    ("log sum exp of products", lambda x, y: (x * y).logsumexp(0), [[3], [3]]),
]


def flat(t):
    return {"shape": list(t.shape), "data": t.detach().flatten().tolist()}


def listed(t):
    return [flat(u) for u in t] if isinstance(t, tuple) else [flat(t)]


records = []
for name, f, shapes in FUNCTIONS:
    inputs = tuple(wave(s, i + 1) for i, s in enumerate(shapes))
    tangents = tuple(wave(s, i + 7) for i, s in enumerate(shapes))
    out = f(*inputs)
    cotangent = wave(list(out.shape), 9)
    scalar = lambda *x: f(*x).square().sum()
    seconds = hessian(scalar, inputs)
    records.append({
        "name": name,
        "shapes": shapes,
        "value": flat(out),
        "vjp": listed(vjp(f, inputs, cotangent)[1]),
        "jvp": flat(jvp(f, inputs, tangents)[1]),
        "jacobian": listed(jacobian(f, inputs)),
        "hessian": [listed(row) for row in seconds],
    })
print(json.dumps(records))
