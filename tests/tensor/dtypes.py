"""What dtypes become in PyTorch and NumPy: `python3 dtypes.py > dtypes.json`. null: refused, or the dtype does not exist."""
import json
import warnings

import numpy as np
import torch

warnings.simplefilter("ignore")
DTYPES = ["bool", "uint8", "int32", "uint32", "float32", "float64"]


def in_torch(f, *dtypes):
    try:
        return str(f(*[torch.tensor([0, 1, 3], dtype=getattr(torch, d)) for d in dtypes]).dtype).removeprefix("torch.")
    except (RuntimeError, AttributeError, TypeError):
        return None


def in_numpy(f, *dtypes):
    try:
        return str(np.asarray(f(*[np.array([0, 1, 3], dtype=d) for d in dtypes])).dtype)
    except TypeError:
        return None


binary = {
    "add": (lambda a, b: a + b,) * 2,
    "mul": (lambda a, b: a * b,) * 2,
    "div": (lambda a, b: a / b,) * 2,
    "pow": (torch.pow, np.power),
    "maximum": (torch.maximum, np.maximum),
    "fmod": (torch.fmod, np.fmod),
    "floorDivide": (torch.floor_divide, np.floor_divide),
    "lt": (lambda a, b: a < b,) * 2,
    "and": (torch.logical_and, np.logical_and),
    "bitwiseAnd": (torch.bitwise_and, np.bitwise_and),
    "atan2": (torch.atan2, np.arctan2),
}
unary = {
    "neg": (torch.neg, np.negative), "abs": (torch.abs, np.abs), "sign": (torch.sign, np.sign),
    "floor": (torch.floor, np.floor), "exp": (torch.exp, np.exp), "sqrt": (torch.sqrt, np.sqrt),
    "square": (torch.square, np.square), "isNaN": (torch.isnan, np.isnan), "not": (torch.logical_not, np.logical_not),
    "bitwiseNot": (torch.bitwise_not, np.bitwise_not), "relu": (torch.relu, lambda x: np.maximum(x, 0)),
    "sum": (torch.sum, np.sum), "prod": (torch.prod, np.prod), "max": (torch.max, np.max), "mean": (torch.mean, np.mean),
    "var": (torch.var, np.var), "cumsum(0)": (lambda x: x.cumsum(0), np.cumsum), "argmax": (torch.argmax, np.argmax),
    "any": (torch.any, np.any), "add(2)": (lambda x: x + 2,) * 2, "mul(0.5)": (lambda x: x * 0.5,) * 2,
}
print(json.dumps({
    "binary": {name: {f"{a} {b}": [in_torch(t, a, b), in_numpy(n, a, b)] for a in DTYPES for b in DTYPES}
               for name, (t, n) in binary.items()},
    "unary": {name: {a: [in_torch(t, a), in_numpy(n, a)] for a in DTYPES} for name, (t, n) in unary.items()},
}))
