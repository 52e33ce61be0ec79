"""Records cases: what a call of ours must give, as PyTorch or NumPy computes it.

    case("x.var(0)", lambda x: x.var(0), x=wave(2, 3))

The text is run by recorded.ts with the inputs by name; the function gives the value. Gradients of float inputs are those of
the sum of the result times a wave.
"""
import json

import numpy as np
import torch

cases = []
names = {torch.float32: "float32", torch.float64: "float64", torch.int32: "int32", torch.int64: "int32",
         torch.uint8: "uint8", torch.bool: "bool"}


def wave(*shape, seed=0, scale=1.0, dtype=torch.float64):
    """Distinct numbers of both signs, exact in float32."""
    size = int(np.prod(shape, dtype=int))
    return (torch.tensor([((i * 37 + seed * 11) % 101 - 50.5) / 64 for i in range(size)], dtype=torch.float64)
            .mul(scale).to(dtype).reshape(shape))


def whole(*shape, seed=0, dtype=torch.int32):
    """Whole numbers, 0 and equal ones among them; none negative for uint8, 0 and 1 for bool."""
    low = -3 if dtype == torch.int32 else 0
    size = int(np.prod(shape, dtype=int))
    numbers = torch.tensor([(i * 7 + seed * 3) % 8 + low for i in range(size)])
    return (numbers % 2 if dtype == torch.bool else numbers).to(dtype).reshape(shape)


def number(x, digits):
    if not np.isfinite(x):
        return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
    x = float(f"{x:.{digits}g}")
    return int(x) if x == int(x) and str(x) != "-0.0" else x


def numbers(t):
    digits = 9 if t.dtype == torch.float32 else 13
    return [number(x, digits) for x in t.detach().reshape(-1).to(torch.float64).tolist()]


def record(t):
    return {"shape": list(t.shape), "dtype": names[t.dtype], "data": numbers(t)}


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in tensors(v)]
    return [torch.as_tensor(value)]


def case(call, value, gradient=True, **inputs):
    """`gradient=False`: ours is meant to be another, or there is none."""
    given = {k: v.clone().requires_grad_(gradient and v.is_floating_point()) for k, v in inputs.items()}
    out = tensors(value(**given))
    entry = {"call": call, "inputs": {k: record(v) for k, v in inputs.items()}, "output": [record(t) for t in out]}
    loss = [(t * wave(*t.shape, seed=5, dtype=t.dtype)).sum() for t in out if t.requires_grad]
    if loss:
        torch.stack([term.to(torch.float64) for term in loss]).sum().backward()
        entry["gradients"] = {k: numbers(v.grad) for k, v in given.items() if v.grad is not None}
    cases.append(entry)


def done():
    print("[")
    print(",\n".join(json.dumps(c) for c in cases))
    print("]")
