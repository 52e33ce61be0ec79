"""Special functions: `python3 special.py > special.json`."""
import torch
from torch import special as s

from record import case, done

inf, nan = float("inf"), float("nan")
corners = torch.tensor([0.0, -0.0, inf, -inf, nan], dtype=torch.float64)
wide = torch.tensor([1e-3, -0.25, 0.75, -1.5, 3, -5, 8.5, -12, 17.9, 18.1, -25, 29.5, 40, -60, 80], dtype=torch.float64)
probabilities = torch.tensor([1e-30, 1e-10, 1e-3, 0.1, 0.24, 0.25, 0.26, 0.4, 0.5, 0.625, 0.75, 0.76, 0.9, 0.999, 0.9999],
                             dtype=torch.float64)
functions = {"i0": s.i0, "i0e": s.i0e, "i1": s.i1, "i1e": s.i1e, "erfcx": s.erfcx, "logNdtr": s.log_ndtr}
for name, f in functions.items():
    x = wide[wide > -26] if name == "erfcx" else wide
    near = x[x > -9] if name == "erfcx" else x
    case(f"x.{name}()", lambda x: f(x), x=x)
    case(f"x.{name}()", lambda x: f(x), x=near.float())
    # PyTorch has NaN where infinity times 0 came out
    case(f"x.{name}()", lambda x: f(x), gradient=False, x=corners[[0, 1, 4]] if name in ("i0", "i1", "i0e", "i1e") else corners)
case("x.ndtri()", lambda x: s.ndtri(x), x=probabilities)
case("x.ndtri()", lambda x: s.ndtri(x), x=probabilities[:-1].float())
case("x.ndtri()", lambda x: s.ndtri(x), gradient=False, x=torch.tensor([0.0, 1.0, -0.5, 1.5, nan]))
done()
