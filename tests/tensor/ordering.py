"""Records what PyTorch makes of cumulative functions, sorting and gathering: `python3 ordering.py > ordering.json`.

Everything is float64. A case is [method, arguments, input, results, gradient]; tensors are [shape, elements], the gradient
is that of the sum of the first result times `wave`. NaN and infinities are strings.
"""
import json
import math
import torch

torch.set_default_dtype(torch.float64)


def wave(shape):
    n = math.prod(shape)
    return torch.tensor([((i * 37 + 11) % 101 - 50.3) / 50 for i in range(n)]).reshape(shape)


nan, inf = math.nan, math.inf
INPUTS = [
    wave([4, 5]),
    torch.tensor([[2.0, 1, 2, 0], [0, 0, 1, 3], [1, 1, 2, 2]]),  # ties and zeros
    torch.tensor([3.0, nan, -1, inf, 3, -inf, nan, 0.5]),
    wave([2, 3, 4]),
    torch.tensor([1.5]),
    torch.zeros([0, 3]),
]


def plain(t):
    name = lambda x: x if math.isfinite(x) else "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return [list(t.shape), [name(x) for x in t.detach().reshape(-1).tolist()]]


def results(r):
    return [r] if isinstance(r, torch.Tensor) else list(r)


def case(method, args, x, f):
    x = x.clone().requires_grad_()
    found = results(f(x))
    gradient = None
    if found[0].requires_grad:
        (found[0] * wave(found[0].shape)).sum().backward()
        gradient = plain(x.grad)
    return [method, args, plain(x), [plain(r) for r in found], gradient]


cases = []
for x in INPUTS:
    for axis in range(-1, x.dim() - 1):
        n = x.shape[axis]
        cases.append(case("cumsum", [axis], x, lambda t: t.cumsum(axis)))
        cases.append(case("cumprod", [axis], x, lambda t: t.cumprod(axis)))
        if n > 0:
            cases.append(case("cummax", [axis], x, lambda t: t.cummax(axis)))
            cases.append(case("cummin", [axis], x, lambda t: t.cummin(axis)))
        for down in [False, True]:
            options = dict(descending=down)
            cases.append(case("sort", [axis, options], x, lambda t: t.sort(dim=axis, descending=down, stable=True)))
            cases.append(case("argsort", [axis, options], x, lambda t: t.sort(dim=axis, descending=down, stable=True)[1]))
        if n > 1:
            # ties come in any order from PyTorch's topk: a stable sort decides
            for k, largest in [(1, True), (2, False)]:
                first = lambda t: [r.narrow(axis, 0, k) for r in t.sort(dim=axis, descending=largest, stable=True)]
                cases.append(case("topk", [k, axis, dict(largest=largest)], x, first))
            cases.append(case("kthvalue", [2, axis], x, lambda t: [r.select(axis, 1) for r in t.sort(dim=axis, stable=True)]))
        if x.numel() > 0:
            if not x.isnan().any():  # of several NaN, PyTorch's gradient goes to another one
                cases.append(case("median", [axis], x, lambda t: t.median(axis)[0] if t.unique().numel() == t.numel() else t.sort(dim=axis, stable=True)[0].select(axis, (n - 1) // 2)))
            for how in ["linear", "lower", "higher", "midpoint", "nearest"]:
                for q in [0.0, 0.3, 0.5, 1.0]:
                    if not x.isinf().any():
                        cases.append(case("quantile", [q, axis, dict(interpolation=how)], x, lambda t: t.quantile(q, axis, interpolation=how)))
print(json.dumps(cases))
