"""Reductions: `python3 reductions.py > reductions.json`."""
import numpy as np
import torch

from record import case, done, wave, whole

nan, inf = float("nan"), float("inf")
x = wave(2, 2, 3)
ties = torch.tensor([[1.0, 3, 3, 0], [2, 2, -1, 2]], dtype=torch.float64)
holes = torch.tensor([[1.0, nan, 3, -2], [nan, nan, 2, inf]], dtype=torch.float64)
far = wave(40, scale=0.01, dtype=torch.float32) + 1e4  # where Σx² − (Σx)²/n has no digit left
none = torch.zeros(0, 3, dtype=torch.float64)
scalar = torch.tensor(2.5, dtype=torch.float64)


def axes_text(axes):
    return "" if axes is None else str(list(axes) if isinstance(axes, tuple) else axes)


def over(call, f, x, axes=(None, 0, -1, (0, 2), (0, 1, 2)), gradient=True):
    """Over axes of all kinds, with and without keepdim."""
    every = tuple(range(x.dim()))
    for a in axes:
        for keep in (False, True):
            options = ("null" if a is None else axes_text(a)) + ", { keepdim: true }" if keep else axes_text(a)
            case(f"x.{call}({options})", lambda x: f(x, every if a is None else a, keep), gradient and not keep, x=x)


def along_each(f):
    """For functions of PyTorch that take one axis: several are joined first."""
    def g(x, axes, keep):
        axes = [axes] if isinstance(axes, int) else list(axes)
        axes = [a % x.dim() for a in axes]
        rest = [a for a in range(x.dim()) if a not in axes]
        y = f(x.permute(*rest, *axes).reshape([x.shape[a] for a in rest] + [-1]))
        return y.reshape([1 if a in axes else d for a, d in enumerate(x.shape)]) if keep else y
    return g


functions = {
    "sum": lambda x, a, k: x.sum(a, keepdim=k), "mean": lambda x, a, k: x.mean(a, keepdim=k),
    "amax": lambda x, a, k: x.amax(a, keepdim=k), "amin": lambda x, a, k: x.amin(a, keepdim=k),
    "var": lambda x, a, k: x.var(a, keepdim=k), "std": lambda x, a, k: x.std(a, keepdim=k),
    "logSumExp": lambda x, a, k: x.logsumexp(a, keepdim=k), "prod": along_each(lambda x: x.prod(-1)),
    "any": along_each(lambda x: (x != 0).any(-1)), "all": along_each(lambda x: (x != 0).all(-1)),
    "countNonzero": along_each(lambda x: torch.count_nonzero(x, -1)),
    "nanSum": lambda x, a, k: x.nansum(a, keepdim=k), "nanMean": lambda x, a, k: x.nanmean(a, keepdim=k),
}
for name, f in functions.items():
    over(name, f, x)
    case(f"x.{name}(1)", lambda x: f(x, 1, False), x=ties)
    case(f"x.{name}(0)", lambda x: f(x, 0, False), x=ties.float())
    case(f"x.{name}(1)", lambda x: f(x, 1, False), gradient=False, x=holes)
    if name in ("sum", "any", "all", "countNonzero", "prod", "nanSum"):
        for dtype in (torch.int32, torch.uint8, torch.bool):
            over(name, f, whole(3, 4, dtype=dtype), axes=(None, 0))
        over(name, f, none, axes=(0, None))
    if name in ("amax", "amin"):
        over(name, f, whole(3, 4), axes=(None, 0))
        over(name, f, none, axes=(1,))
    if name not in ("var", "std"):
        case(f"x.{name}()", lambda x: f(x.reshape(1), 0, False), x=scalar)
case("x.max(1)", lambda x: x.amax(1), x=ties)
case("x.min(1)", lambda x: x.amin(1), x=ties)
case("x.mean()", lambda x: x.float().mean(), x=whole(3, 4))
case("x.mean(0)", lambda x: x.mean(0), x=none)
case("x.var()", lambda x: x.float().var(), x=whole(3, 4))
case("x.var()", lambda x: x.double().var().float(), gradient=False, x=far)
case("x.std(0, { correction: 0 })", lambda x: x.std(0, unbiased=False), x=x)
case("x.var([0, 2], { correction: 2, keepdim: true })", lambda x: x.var((0, 2), correction=2, keepdim=True), x=x)
case("x.var(1)", lambda x: x.var(1), gradient=False, x=wave(3, 1))
case("x.std(1)", lambda x: x.std(1), x=torch.tensor([[2.0, 2, 2], [1, 2, 3]], dtype=torch.float64))

for p, text in ((2, "2"), (1, "1"), (0, "0"), (inf, "Infinity"), (-inf, "-Infinity"), (3, "3"), (1.5, "1.5"), (0.5, "0.5"),
                (-1, "-1")):
    for axes in (None, 1, (0, 2)):
        every = (0, 1, 2) if axes is None else axes
        case(f"x.norm({text}{'' if axes is None else ', ' + axes_text(axes)})",
             lambda x: torch.linalg.vector_norm(x, p, every), gradient=p != 0, x=x)
case("x.norm()", lambda x: x.norm(), x=x.float())
case("x.norm(2, 1)", lambda x: torch.linalg.vector_norm(x, 2, 1), x=torch.tensor([[0.0, 0], [3, -4]], dtype=torch.float64))
case("x.norm(3, 1)", lambda x: torch.linalg.vector_norm(x, 3, 1), x=torch.tensor([[0.0, 0], [3, 0]], dtype=torch.float64))
case("x.norm(1, 1)", lambda x: torch.linalg.vector_norm(x, 1, 1), x=torch.tensor([[0.0, 0], [3, -4]], dtype=torch.float64))
case("x.norm(2, 0)", lambda x: torch.linalg.vector_norm(x, 2, 0), x=none)

for name in ("argmax", "argmin"):
    f = getattr(torch, name)
    for given in (x, ties, whole(3, 4), holes):
        g = lambda axis: lambda x: torch.from_numpy(np.asarray(getattr(np, name)(x.numpy(), axis)))  # the first of equal ones
        case(f"x.{name}()", g(None), gradient=False, x=given)
        case(f"x.{name}(0)", g(0), gradient=False, x=given)
        case(f"x.{name}(-1)", g(-1), gradient=False, x=given)
for axis in (0, -1):
    case(f"x.softmax({axis})", lambda x: x.softmax(axis), x=x * 100)
    case(f"x.logSoftmax({axis})", lambda x: x.log_softmax(axis), x=x * 100)
    case(f"x.diff({axis})", lambda x: x.diff(dim=axis), x=x)
case("x.diff(2, 3)", lambda x: x.diff(3), x=x)
case("x.diff()", lambda x: x.diff(), x=whole(7))
case("x.diff(0, 5)", lambda x: x.diff(2), x=wave(2))
done()
