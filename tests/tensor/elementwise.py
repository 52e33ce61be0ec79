"""Element-wise functions: `python3 elementwise.py > elementwise.json`."""
import numpy as np
import torch
from torch.nn import functional as F

from record import case, done, wave, whole

inf, nan = float("inf"), float("nan")
special = torch.tensor([0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, -3.0, 6.0, inf, -inf, nan])
finite = torch.tensor([0.25, -0.75, 1.25, -2.0, 3.5, -4.5, 0.125, 2.0], dtype=torch.float64)
inside = torch.tensor([0.25, -0.75, 0.5, -0.125, 0.9375], dtype=torch.float64)
above = torch.tensor([0.25, 1.0, 2.5, 7.0, 100.0], dtype=torch.float64)

# one argument, everywhere: our name, and theirs where it is not the same in snake case
everywhere = {
    "sin": 0, "cos": 0, "tan": 0, "atan": 0, "sinh": 0, "cosh": 0, "tanh": 0, "asinh": 0, "exp": 0, "exp2": 0, "expm1": 0,
    "sigmoid": 0, "logSigmoid": F.logsigmoid, "softplus": F.softplus, "silu": F.silu, "mish": F.mish, "gelu": F.gelu,
    "geluTanh": lambda x: F.gelu(x, approximate="tanh"), "relu": 0, "relu6": F.relu6, "leakyRelu": F.leaky_relu,
    "elu": F.elu, "celu": F.celu, "selu": F.selu, "hardtanh": F.hardtanh, "hardsigmoid": F.hardsigmoid,
    "tanhshrink": F.tanhshrink, "softsign": F.softsign, "erf": torch.erf, "erfc": torch.erfc, "ndtr": torch.special.ndtr, "square": 0, "abs": 0,
    "frac": 0, "deg2rad": 0, "rad2deg": 0, "hardshrink": F.hardshrink,
}
flat = {"sign": lambda x: torch.from_numpy(np.sign(x.numpy())),  # PyTorch: 0 of NaN
         "floor": 0, "ceil": 0, "round": 0, "trunc": 0, "isNaN": torch.isnan, "isInf": torch.isinf,
        "isPosInf": torch.isposinf, "isNegInf": torch.isneginf, "isFinite": torch.isfinite, "signBit": torch.signbit}
nans = {"silu", "mish", "gelu", "geluTanh", "softsign", "frac"}  # of infinities PyTorch makes NaN or not, as it happens
for name, f in everywhere.items():
    f = f or getattr(torch, name.lower())
    coarse = name == "hardsigmoid"  # its gradient has the 1/6 of float32
    case(f"x.{name}()", lambda x: f(x), gradient=not coarse, x=finite)
    case(f"x.{name}()", lambda x: f(x), x=finite.float().reshape(2, 4))
    case(f"x.{name}()", lambda x: f(x), gradient=False, x=special[:-3] if name in nans else special)
for name, f in flat.items():
    f = f or getattr(torch, name)
    case(f"x.{name}()", lambda x: f(x), gradient=False, x=special)
    case(f"x.{name}()", lambda x: f(x), gradient=False, x=finite)

for name in ["log", "log2", "log10", "log1p", "sqrt", "rsqrt", "reciprocal"]:
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), x=above)
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), gradient=False, x=special)
for name in ["asin", "acos", "atanh", "erfinv"]:
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), x=inside)
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), gradient=False, x=special)
case("x.acosh()", lambda x: torch.acosh(x), x=above + 1)
case("x.acosh()", lambda x: torch.acosh(x), gradient=False, x=special)
case("x.logit()", lambda x: torch.logit(x), x=inside.abs())
case("x.cbrt()", lambda x: torch.from_numpy(np.cbrt(x.numpy())), gradient=False, x=special.double())
factorial = torch.tensor([0.001, 0.5, 0.99, 1, 1.01, 1.5, 2, 2.01, 3.7, 7.99, 8, 15, 100, 1e6, -0.3, -1.5, -7.25], dtype=torch.float64)
for name in ["lgamma", "digamma"]:
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), x=factorial)
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), x=factorial.float())
    case(f"x.{name}()", lambda x: getattr(torch, name)(x), gradient=False,
         x=torch.tensor([0.0, -2.0, inf, nan] if name == "digamma" else [0.0, -2.0, inf, -inf, nan]))
case("x.entr()", lambda x: torch.special.entr(x), x=above)
case("x.entr()", lambda x: torch.special.entr(x), gradient=False, x=special)
case("x.sinc()", lambda x: torch.sinc(x), x=finite)
case("x.sinc()", lambda x: torch.sinc(x), x=torch.tensor([0.0, 0.5], dtype=torch.float64))
case("x.hardswish()", lambda x: F.hardswish(x), x=finite)
case("x.softshrink()", lambda x: F.softshrink(x), x=finite)

# integers and bools
for dtype in [torch.int32, torch.uint8, torch.bool]:
    x = whole(2, 4, dtype=dtype)
    for name in ["sin", "exp", "sqrt", "sigmoid", "erf", "reciprocal"]:
        case(f"x.{name}()", lambda x: getattr(torch, name)(x), x=x)
    if dtype != torch.bool:
        for name in ["abs", "sign", "square", "floor"]:
            case(f"x.{name}()", lambda x: getattr(torch, name)(x), x=x)
case("x.bitwiseNot()", lambda x: torch.bitwise_not(x), x=whole(9))
case("x.bitwiseNot()", lambda x: torch.bitwise_not(x), x=whole(9, dtype=torch.uint8))

# ties and kinks
ties = torch.tensor([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 6.0], dtype=torch.float64)
for name, f in {"relu": F.relu, "relu6": F.relu6, "leakyRelu": F.leaky_relu, "elu": F.elu, "hardtanh": F.hardtanh,
                "softshrink": F.softshrink, "hardshrink": F.hardshrink, "abs": torch.abs,
                "clamp(-1, 1)": lambda x: x.clamp(-1, 1), "clamp(0)": lambda x: x.clamp(min=0),
                "clamp(null, 0.5)": lambda x: x.clamp(max=0.5), "threshold(0.5, 9)": lambda x: F.threshold(x, 0.5, 9),
                "softplus(2)": lambda x: F.softplus(x, beta=2), "elu(0.5)": lambda x: F.elu(x, 0.5),
                "celu(2)": lambda x: F.celu(x, 2.0), "leakyRelu(0.25)": lambda x: F.leaky_relu(x, 0.25),
                "hardtanh(-2, 0.5)": lambda x: F.hardtanh(x, -2, 0.5), "selu": F.selu}.items():
    case(f"x.{name}" if "(" in name else f"x.{name}()", lambda x: f(x), x=ties)

# two arguments
few = torch.tensor([0.0, -0.0, 1.0, -1.5, inf, -inf, nan])
a, b = few.repeat_interleave(len(few)), few.repeat(len(few))
p, q = wave(3, 1, seed=1, scale=3), wave(2, 1, 4, seed=2, scale=3)
for name, f in {"atan2": torch.atan2, "hypot": torch.hypot, "logaddexp": torch.logaddexp, "logaddexp2": torch.logaddexp2,
                "fmod": torch.fmod, "remainder": torch.remainder, "copysign": torch.copysign, "fmax": torch.fmax,
                "fmin": torch.fmin, "maximum": torch.maximum, "minimum": torch.minimum, "heaviside": lambda x, y: torch.from_numpy(np.asarray(np.heaviside(x.numpy(), y.numpy()))),  # PyTorch: 0 of NaN
               
                "xlogy": torch.xlogy, "xlog1py": torch.special.xlog1py}.items():
    plain = name == "heaviside"
    case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=False, x=a, y=b)
    case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=not plain, x=p, y=q.abs() if name.startswith("xlog") else q)
    case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=not plain, x=p.float()[:0], y=q.float())  # nothing
    case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=not plain, x=torch.tensor(1.5), y=torch.tensor(0.75))
case("x.floorDivide(y)", lambda x, y: torch.from_numpy(np.floor_divide(x.numpy(), y.numpy())), gradient=False, x=p, y=q)
for name, f in {"fmax": torch.fmax, "fmin": torch.fmin, "maximum": torch.maximum, "hypot": torch.hypot}.items():
    case(f"x.{name}(y)", lambda x, y: f(x, y), x=ties, y=ties)  # equal ones
for name, f in {"fmod": np.fmod, "remainder": np.remainder, "floorDivide": np.floor_divide, "maximum": np.maximum,
                "bitwiseAnd": np.bitwise_and, "bitwiseOr": np.bitwise_or, "bitwiseXor": np.bitwise_xor}.items():
    with np.errstate(divide="ignore"):
        for dtype in [torch.int32, torch.uint8]:
            case(f"x.{name}(y)", lambda x, y: torch.from_numpy(f(x.numpy(), y.numpy())), x=whole(8, 1, dtype=dtype),
                 y=whole(8, seed=1, dtype=dtype))
for name, f in {"bitwiseLeftShift": np.left_shift, "bitwiseRightShift": np.right_shift}.items():
    case(f"x.{name}(y)", lambda x, y: torch.from_numpy(f(x.numpy(), y.numpy())), x=whole(8, 1) * 1000003, y=whole(8) + 3)
# the operators, over broadcasting, nothing, single numbers and mixed dtypes
comparisons = {name: getattr(torch, name) for name in ["eq", "ne", "lt", "le", "gt", "ge"]}
operators = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow}
for name, f in {**operators, **comparisons}.items():
    x, y = (p.abs() + 0.5 if name == "pow" else p), q
    case(f"x.{name}(y)", lambda x, y: f(x, y), x=x, y=y)
    case(f"x.{name}(y)", lambda x, y: f(x, y), x=x.float()[:0], y=y.float())  # nothing
    case(f"x.{name}(y)", lambda x, y: f(x, y), x=torch.tensor(1.5), y=torch.tensor(0.75))
    if name != "pow":  # where C says 1, ours is NaN, as in JavaScript
        case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=False, x=a, y=b)
    case(f"x.{name}(y)", lambda x, y: f(x, y), x=whole(2, 3), y=x.float()[:1, 0])
    case(f"x.{name}(2)", lambda x: f(x, 2), x=x)
    if name in comparisons:
        case(f"x.{name}(y)", lambda x, y: f(x, y), x=whole(3, 1, dtype=torch.uint8), y=whole(4, dtype=torch.bool))
for name in ["sub", "div", "pow"]:  # a number on the left
    case(f"needle.{name}(2, x)", lambda x: getattr(torch.tensor(2.0, dtype=torch.float64), name)(x), x=p)
case("x.neg()", lambda x: torch.neg(x), x=p)
case("x.neg()", lambda x: torch.neg(x), gradient=False, x=special)
for name, f in {"and": torch.logical_and, "or": torch.logical_or}.items():
    case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=False, x=whole(8, 1), y=special)
case("x.not()", lambda x: torch.logical_not(x), gradient=False, x=special)
for name, f in {"clampMin": torch.maximum, "clampMax": torch.minimum}.items():
    case(f"x.{name}(y)", lambda x, y: f(x, y), x=p, y=q)
    case(f"x.{name}(y)", lambda x, y: f(x, y), gradient=False, x=a, y=b)
for name, dtype in {"bool": torch.bool, "uint8": torch.uint8, "int32": torch.int32, "float32": torch.float32,
                    "float64": torch.float64}.items():
    for given in [torch.tensor([0.0, 0.5, 1.0, 2.75, 200.0]), whole(2, 3, dtype=torch.uint8), whole(4, dtype=torch.bool), whole(0)]:
        case(f"x.{name}()", lambda x: x.to(dtype), gradient=dtype.is_floating_point, x=given)
        case(f'x.to("{name}")', lambda x: x.to(dtype), gradient=dtype.is_floating_point, x=given)
case("x.xor(y)", lambda x, y: torch.logical_xor(x, y), gradient=False, x=whole(8, 1), y=special)
case("x.lerp(y, 0.25)", lambda x, y: torch.lerp(x, y, 0.25), x=p, y=q)
case("x.lerp(y, w)", lambda x, y, w: torch.lerp(x, y, w), x=p, y=q, w=wave(2, 3, 4).abs())
case("x.clamp(y, z)", lambda x, y, z: torch.clamp(x, y, z), x=p, y=q - 1, z=q + 1)
case("x.clamp(2, 5)", lambda x: torch.clamp(x, 2, 5), x=whole(9))
case("x.clamp(0.5)", lambda x: torch.clamp(x, 0.5), x=whole(9))
case("x.nanToNum()", lambda x: torch.nan_to_num(x), x=special)
case("x.nanToNum({ nan: 7, posInf: 8, negInf: 9 })", lambda x: torch.nan_to_num(x, 7, 8, 9), x=special.double())
case("x.isClose(y)", lambda x, y: torch.isclose(x, y), gradient=False, x=a, y=b * (1 + 1e-6))
case("x.isClose(y, { rtol: 0.1, atol: 0 })", lambda x, y: torch.isclose(x, y, 0.1, 0), gradient=False, x=p, y=p * 1.09)
done()
