"""Records initial weights: `python3 reference.py > reference.json`. Bounds and deviations are PyTorch's, numbers NumPy's.

Weights with two axes are (in, out) here and (out, in) in PyTorch.
"""
import json
import math
import numpy
import torch
from torch.nn import init


def fans(shape):
    return init._calculate_fan_in_and_fan_out(torch.empty(shape[::-1] if len(shape) == 2 else shape))


def drawn(name, shape, options, bound=None, std=None):
    random = numpy.random.RandomState(7)
    values = random.rand(*shape) * 2 * bound - bound if std is None else random.randn(*shape) * std
    return dict(name=name, shape=shape, options=options, values=values.reshape(-1).tolist())


cases = []
for shape in [[4, 2], [2, 3, 3, 1]]:
    fan_in, fan_out = fans(shape)
    for options, gain in [({}, 1), ({"gain": 1.5}, 1.5)]:
        std = gain * math.sqrt(2 / (fan_in + fan_out))
        cases.append(drawn("xavierUniform", shape, options, bound=math.sqrt(3) * std))
        cases.append(drawn("xavierNormal", shape, options, std=std))
    for options, name, slope, fan in [
        ({}, "relu", None, fan_in),
        ({"mode": "fanOut"}, "relu", None, fan_out),
        ({"nonlinearity": "tanh"}, "tanh", None, fan_in),
        ({"nonlinearity": "linear"}, "linear", None, fan_in),
        ({"nonlinearity": "sigmoid"}, "sigmoid", None, fan_in),
        ({"nonlinearity": "selu"}, "selu", None, fan_in),
        ({"nonlinearity": "leakyRelu", "slope": 0.2}, "leaky_relu", 0.2, fan_in),
    ]:
        std = init.calculate_gain(name, slope) / math.sqrt(fan)
        cases.append(drawn("kaimingUniform", shape, options, bound=math.sqrt(3) * std))
        cases.append(drawn("kaimingNormal", shape, options, std=std))

# the course's, whose fans are arguments; linear layers draw the weight first, then the bias
random = numpy.random.RandomState(3)
weight = random.rand(5, 4) * 2 - 1
bias = random.rand(4, 1) * 2 - 1
course = dict(weight=(weight * math.sqrt(2) * math.sqrt(3 / 5)).reshape(-1).tolist(),
              bias=(bias * math.sqrt(2) * math.sqrt(3 / 4)).reshape(-1).tolist())


def moments(low, high, mean, std):
    """Of a truncated normal distribution, by the trapezoidal rule."""
    x = numpy.linspace(low, high, 200001)
    p = numpy.exp(-((x - mean) / std) ** 2 / 2)
    m = (p * x).sum() / p.sum()
    return [float(m), float(math.sqrt((p * (x - m) ** 2).sum() / p.sum()))]


truncated = [dict(limits=[mean, std, low, high], moments=moments(low, high, mean, std))
             for mean, std, low, high in [(0, 1, -2, 2), (1, 2, 0, 2), (0, 1, 1, 3)]]
print(json.dumps(dict(cases=cases, course=course, truncated=truncated)).replace("]}, {", "]},\n{"))
