"""Choosing and counting elements: `python3 gathering.py > gathering.json`."""
import numpy as np
import torch
from torch.nn import functional as F

from record import case, done, wave, whole


def ids(*shape, below):
    return torch.arange(int(np.prod(shape))).mul(7).remainder(below).to(torch.int32).reshape(shape)


x, few = wave(3, 4, 2), wave(3, 2, 2, seed=3)
for axis in [0, 1, -1]:
    at = ids(2, 2, 2, below=x.shape[axis])
    case(f"x.gather({axis}, i)", lambda x, i: x.gather(axis, i.long()), x=x, i=at)
    full = ids(*(5 if k == axis % 3 else d for k, d in enumerate(x.shape)), below=x.shape[axis])
    case(f"x.takeAlong(i, {axis})", lambda x, i: torch.take_along_dim(x, i.long(), axis), x=x, i=full)
    case(f"x.takeAlong(i, {axis})", lambda x, i: torch.take_along_dim(x, i.long(), axis), x=x.float(), i=full)
    case(f"x.takeAlong(i, {axis})", lambda x, i: torch.take_along_dim(x, i.long(), axis), x=whole(3, 4, 2), i=full[:, :, :0] if axis == -1 else full)
    case(f"x.scatterAdd({axis}, i, y)", lambda x, i, y: x.scatter_add(axis, i.long(), y), x=x,
         i=ids(3, 2, 2, below=x.shape[axis]), y=few)
for axis in [0, 1, -1]:  # no place twice: which value stays is not defined in PyTorch
    size = x.shape[axis]
    at = torch.arange(size).flip(0).to(torch.int32).reshape([size if k == axis % 3 else 1 for k in range(3)]).expand(3, 4, 2)
    case(f"x.scatter({axis}, i, y)", lambda x, i, y: x.scatter(axis, i.long(), y), x=x, i=at.contiguous(),
         y=wave(3, 4, 2, seed=4))
case("x.scatter(1, i, 2)", lambda x, i: x.scatter(1, i.long(), 2), x=x, i=ids(3, 1, 2, below=4))

mask = whole(4, 2, dtype=torch.bool)
y = wave(4, 1, seed=2)
case("m.where(x, y)", lambda m, x, y: torch.where(m, x, y), m=mask, x=x, y=y)
case("m.where(x, 2)", lambda m, x: torch.where(m, x, torch.tensor(2.0, dtype=x.dtype)), m=mask, x=x)
case("needle.where(m, 1, x)", lambda m, x: torch.where(m, torch.tensor(1.0, dtype=x.dtype), x), m=mask, x=x.float())
case("m.where(x, y)", lambda m, x, y: torch.where(m, x, y), m=mask[:0, :1], x=x[0, :1], y=y[:1])
case("x.maskedFill(m, -1)", lambda x, m: x.masked_fill(m, -1), x=x, m=mask)
case("x.maskedFill(m, y)", lambda x, m, y: x.masked_fill(m, y), x=x, m=mask, y=torch.tensor(0.75, dtype=torch.float64))
case("x.maskedFill(m, 7)", lambda x, m: x.masked_fill(m, 7), x=whole(3, 4, 2), m=mask)
for given in [ids(2, 3, below=4), ids(5, below=4).to(torch.uint8), ids(0, below=4), torch.tensor(2, dtype=torch.int32)]:
    case("x.oneHot(4)", lambda x: F.one_hot(x.long(), 4).float(), gradient=False, x=given)

line, values = wave(9).sort().values, wave(2, 5, seed=1)
for right in ["false", "true"]:
    case(f"x.searchsorted(y, {{ right: {right} }})",
         lambda x, y: torch.searchsorted(x, y, right=right == "true", out_int32=True), gradient=False, x=line,
         y=torch.cat([values, line[:5].expand(2, 5)]))
rows = wave(3, 7).sort(-1).values
case("x.searchsorted(y)", lambda x, y: torch.searchsorted(x, y, out_int32=True), gradient=False, x=rows, y=wave(3, 4, seed=6))
case("x.searchsorted(y)", lambda x, y: torch.searchsorted(x, y, out_int32=True), gradient=False, x=line, y=values[:0])
for given in [ids(9, below=5), ids(0, below=5), ids(9, below=5).to(torch.uint8)]:
    case("x.bincount(6)", lambda x: torch.bincount(x, minlength=6), x=given)
case("x.bincount(6, w)", lambda x, w: torch.bincount(x, w, 6), gradient=False, x=ids(9, below=5), w=wave(9))
case("x.histogram(5, [-1, 1])", lambda x: torch.histc(x, 5, -1, 1).to(torch.int32), gradient=False, x=wave(40, scale=2))
case("x.histogram(4)", lambda x: torch.histc(x, 4).to(torch.int32), gradient=False, x=wave(30))
case("x.histogram(3, [0, 3])", lambda x: torch.from_numpy(np.histogram(x.numpy(), 3, (0, 3))[0]), gradient=False, x=whole(20))
done()
