"""Records what PyTorch makes of convolutions, pooling and interpolation: `python3 convolution.py > convolution.json`.

Everything is float64. A case is [function, shapes, arguments, result, gradients, second gradients]: inputs are `wave`s of
the shapes, gradients are those of Σ result · wave with respect to the inputs, second ones those of Σ gradients · wave.
Results are [shape, elements]. The names of PyTorch's arguments are kept.
"""
import json
import math
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def wave(shape, shift=0):
    n = math.prod(shape)
    return torch.tensor([(((i + shift) * 37 + 11) % 101 - 50.3) / 50 for i in range(n)]).reshape(shape)


def plain(t):
    if t is None:
        return None
    return [list(t.shape), [float(f"{x:.11g}") for x in t.detach().reshape(-1).tolist()]]


def case(name, shapes, args, f, second=False):
    xs = [wave(s, i).requires_grad_() for i, s in enumerate(shapes)]
    y = f(*xs)
    grads = torch.autograd.grad((y * wave(y.shape)).sum(), xs, create_graph=True)
    seconds = None
    if second:
        total = sum((g * wave(g.shape, 1)).sum() for g in grads)
        seconds = [plain(g) for g in torch.autograd.grad(total, xs, allow_unused=True)]
    return [name, shapes, args, plain(y), [plain(g) for g in grads], seconds]


cases = []
for axes, shapes, options in [
    (1, ([2, 3, 7], [4, 3, 3], [4]), {}),
    (1, ([1, 2, 9], [2, 2, 2], [2]), dict(stride=3, padding=1)),
    (1, ([1, 2, 9], [2, 2, 3], [2]), dict(dilation=2, padding="same")),
    (2, ([1, 2, 5, 4], [3, 2, 3, 2], [3]), dict(padding=1)),
    (2, ([1, 2, 6, 7], [2, 2, 3, 3], [2]), dict(stride=2, padding=1)),
    (2, ([1, 2, 7, 6], [2, 2, 2, 3], [2]), dict(stride=[2, 3], padding=[0, 2], dilation=[2, 1])),
    (2, ([1, 4, 4, 5], [6, 2, 2, 2], [6]), dict(groups=2, stride=2, padding=1)),
    (2, ([2, 3, 4, 4], [3, 1, 3, 3], [3]), dict(groups=3, padding=1)),
    (2, ([1, 2, 4, 4], [3, 2, 1, 1], [3]), dict(stride=2)),
    (3, ([1, 1, 3, 4, 3], [2, 1, 2, 3, 2], [2]), dict(stride=[1, 2, 1], padding=1)),
]:
    f = getattr(F, f"conv{axes}d")
    cases.append(case(f"conv{axes}d", shapes, options, lambda x, w, b: f(x, w, b, **options), second=True))
for axes, shapes, options in [
    (1, ([2, 2, 4], [2, 3, 3], [3]), dict(stride=2, padding=1, output_padding=1)),
    (1, ([1, 2, 4], [2, 1, 3], [1]), dict(stride=2, dilation=3)),
    (2, ([1, 2, 3, 3], [2, 2, 4, 4], [2]), dict(stride=2, padding=1)),
    (2, ([1, 4, 3, 2], [4, 2, 3, 2], [4]), dict(stride=[1, 3], groups=2, output_padding=[0, 1])),
    (2, ([1, 2, 2, 3], [2, 2, 2, 2], [2]), dict(stride=2)),
    (3, ([1, 1, 2, 2, 2], [1, 2, 2, 3, 2], [2]), dict(stride=2, padding=[0, 1, 0])),
]:
    f = getattr(F, f"conv_transpose{axes}d")
    cases.append(case(f"convTranspose{axes}d", shapes, options, lambda x, w, b: f(x, w, b, **options), second=True))
for axes, shape, kernel, options in [
    (1, [1, 2, 9], 3, dict(stride=2)),
    (2, [1, 2, 6, 6], 2, dict()),
    (2, [1, 2, 7, 6], [3, 2], dict(stride=2, padding=1)),
    (2, [1, 1, 7, 7], 3, dict(stride=2, ceil_mode=True)),
    (3, [1, 1, 4, 4, 4], 2, dict(stride=1)),
]:
    f = getattr(F, f"max_pool{axes}d")
    cases.append(case(f"maxPool{axes}d", [shape], [kernel, options], lambda x: f(x, kernel, **options)))
cases.append(case("maxPool2d", [[1, 1, 7, 8]], [2, dict(dilation=3, stride=1)], lambda x: F.max_pool2d(x, 2, 1, 0, 3)))
for axes, shape, kernel, options in [
    (1, [1, 2, 9], 3, dict(stride=2, padding=1)),
    (2, [1, 2, 6, 5], 2, dict()),
    (2, [1, 2, 7, 6], [3, 2], dict(stride=2, padding=1, count_include_pad=False)),
    (2, [1, 1, 7, 8], 3, dict(stride=2, padding=1, ceil_mode=True)),
    (2, [1, 1, 6, 6], 3, dict(stride=2, ceil_mode=True, count_include_pad=False)),
    (3, [1, 1, 4, 4, 4], 2, dict(stride=1)),
]:
    f = getattr(F, f"avg_pool{axes}d")
    cases.append(case(f"avgPool{axes}d", [shape], [kernel, options], lambda x: f(x, kernel, **options)))
for axes, shape, size in [(1, [1, 2, 7], 3), (2, [1, 2, 6, 5], [3, 4]), (2, [1, 1, 3, 4], [5, 2]), (3, [1, 1, 3, 4, 5], 2)]:
    f = getattr(F, f"adaptive_avg_pool{axes}d")
    cases.append(case(f"adaptiveAvgPool{axes}d", [shape], [size], lambda x: f(x, size)))
for shape, options in [
    ([1, 2, 5], dict(size=8)),
    ([1, 2, 5], dict(scale_factor=2)),
    ([1, 1, 4, 5], dict(size=[3, 9])),
    ([1, 2, 5], dict(size=8, mode="linear")),
    ([1, 2, 5], dict(size=3, mode="linear", align_corners=True)),
    ([1, 1, 4, 3], dict(size=[8, 6], mode="bilinear")),
    ([1, 1, 4, 3], dict(size=[3, 7], mode="bilinear", align_corners=True)),
    ([1, 1, 4, 3], dict(scale_factor=1.6, mode="bilinear")),
    ([1, 1, 2, 3, 2], dict(size=[4, 3, 3], mode="trilinear")),
]:
    cases.append(case("interpolate", [shape], [options], lambda x: F.interpolate(x, **options)))
for shape, kernel, options in [([1, 2, 4, 5], [2, 3], dict(padding=1, stride=2)), ([2, 1, 5, 5], 2, dict(dilation=2))]:
    cases.append(case("unfold", [shape], [kernel, options], lambda x: F.unfold(x, kernel, **options)))
cases.append(case("fold", [[1, 8, 12]], [[4, 5], 2, {}], lambda x: F.fold(x, [4, 5], 2)))
print(json.dumps(cases))
