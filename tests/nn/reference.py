"""Records layers and losses of PyTorch: `python3 reference.py > reference.json`.

A layer's case has the output for x = wave(shape, 7), the gradients of sum(y * wave(y, 8)) by x and by the parameters
(parameter i begins as wave(i + 1) / 2), all of them after 20 steps of SGD with rate 0.02 and momentum 0.5, the buffers then
and the output of x after eval(). A loss has its value, the gradient of its sum by the predictions, and those after 20 steps.
Everything is float64. `layer` and `arguments` are this library's names; a table {tensor, dtype} is a tensor.
"""
import json
import math
import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def wave(shape, seed):
    n = math.prod(shape)
    return torch.tensor([((i * 37 + seed * 11) % 101 - 50.3) / 50 for i in range(n)]).reshape(shape)


def numbers(t):
    return [x if math.isfinite(x) else str(x) for x in (float(f"{x:.12g}") for x in t.detach().reshape(-1).tolist())]


class Transposed(nn.Module):
    """A linear layer whose weight is (in, out)."""
    def __init__(self, i, o, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(i, o))
        self.bias = nn.Parameter(torch.zeros(o)) if bias else None

    def forward(self, x):
        return F.linear(x, self.weight.T, self.bias)


class RMSNorm(nn.Module):
    def __init__(self, n, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(n)), eps

    def forward(self, x):
        return x / (x.square().mean(-1, keepdim=True) + self.eps).sqrt() * self.weight


class Hardsigmoid(nn.Module):
    """PyTorch's own has the sixth of a float32 as its slope."""
    def forward(self, x):
        return F.relu6(x + 3) / 6


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


def ids(values, shape=None):
    t = torch.tensor(values)
    return t if shape is None else t.reshape(shape)


def plain(x):
    """Options as JSON."""
    if isinstance(x, torch.Tensor):
        whole = x.dtype == torch.int64
        return {"tensor": x.tolist(), "dtype": "int32" if whole else "float64"}
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    return x


def twenty(tensors, loss):
    opt = torch.optim.SGD(tensors, lr=0.02, momentum=0.5)
    for _ in range(20):
        opt.zero_grad()
        loss().backward()
        opt.step()
    return [numbers(t) for t in tensors]


def layer(name, arguments, module, shape=(3, 4), x=None):
    learns = x is None
    x = wave(shape, 7).requires_grad_() if learns else x
    parameters = list(module.parameters())
    with torch.no_grad():
        for i, p in enumerate(parameters):
            p.copy_(wave(p.shape, i + 1) / 2)
    y = module(x).clone()
    tensors = ([x] if learns else []) + parameters
    loss = lambda y: (y * wave(y.shape, 8)).sum()
    grads = torch.autograd.grad(loss(y), tensors)
    for m in module.modules():  # the output above was one batch too many
        if hasattr(m, "reset_running_stats"):
            m.reset_running_stats()
    after = twenty(tensors, lambda: loss(module(x)))
    buffers = [numbers(b) for b in module.buffers() if b.dtype == torch.float64]
    return dict(layer=name, arguments=plain(arguments), shape=list(shape), x=None if learns else plain(x),
                output=numbers(y), gradients=[numbers(g) for g in grads], after=after, buffers=buffers,
                evaluated=numbers(module.eval()(x)))


def losses(name, torch_loss, shape, target, *options):
    """`options`: pairs of this library's and PyTorch's; each with every reduction unless it has one."""
    for ours, theirs in options or [({}, {})]:
        for reduction in ["mean", "sum", "none"] if "reduction" not in ours else [ours["reduction"]]:
            x = wave(shape, 7)
            if name == "bceLoss":
                x = x / 2.2 + 0.5
            if name == "klDivLoss":
                x = x.log_softmax(-1)
            x = x.clone().requires_grad_()
            o = dict(theirs, reduction="batchmean" if reduction == "batchMean" else reduction)
            each = torch_loss(x, target, **o)
            loss = lambda: torch_loss(x, target, **o).sum()
            start, (g,) = numbers(x), torch.autograd.grad(loss(), [x])
            after = twenty([x], loss) if name != "bceLoss" else [numbers(x)]
            yield dict(loss=name, options=plain(dict(ours, reduction=reduction)), shape=list(shape), start=start,
                       target=plain(target), value=numbers(each), gradient=numbers(g), after=after[0])


LAYERS = [
    layer("Linear", [4, 3], Transposed(4, 3)),
    layer("Linear", [4, 3, {"bias": False}], Transposed(4, 3, False), (2, 3, 4)),
    layer("Linear", [4, 3], Transposed(4, 3), (4,)),
    layer("Identity", [], nn.Identity()),
    layer("Flatten", [], nn.Flatten(), (2, 3, 4)),
    layer("Flatten", [0, 1], nn.Flatten(0, 1), (2, 3, 4)),
    layer("Unflatten", [1, [2, -1]], nn.Unflatten(1, (2, 2))),
    layer("Dropout", [0], nn.Dropout(0)),
    layer("Dropout", [1], nn.Dropout(1)),
    *(layer(name, [], getattr(nn, name)()) for name in [
        "ReLU", "ReLU6", "LeakyReLU", "ELU", "CELU", "SELU", "GELU", "SiLU", "Mish", "Softsign", "Sigmoid", "LogSigmoid",
        "Tanh", "Tanhshrink", "Hardtanh", "Hardswish", "Softshrink", "Hardshrink"]),
    layer("Softplus", [], nn.Softplus(threshold=1e9)),
    layer("Softplus", [3], nn.Softplus(3, threshold=1e9)),
    layer("Hardsigmoid", [], Hardsigmoid()),
    layer("GELUTanh", [], nn.GELU(approximate="tanh")),
    layer("LeakyReLU", [0.25], nn.LeakyReLU(0.25)),
    layer("ELU", [0.5], nn.ELU(0.5)),
    layer("CELU", [0.5], nn.CELU(0.5)),
    layer("Hardtanh", [-0.25, 0.5], nn.Hardtanh(-0.25, 0.5)),
    layer("Softshrink", [0.25], nn.Softshrink(0.25)),
    layer("Hardshrink", [0.25], nn.Hardshrink(0.25)),
    layer("Threshold", [0.1, -2], nn.Threshold(0.1, -2)),
    layer("Softmax", [], nn.Softmax(-1)),
    layer("Softmax", [1], nn.Softmax(1), (2, 3, 4)),
    layer("LogSoftmax", [0], nn.LogSoftmax(0)),
    layer("PReLU", [], nn.PReLU()),
    layer("PReLU", [{"count": 4}], nn.PReLU(4), (2, 4, 3)),
    layer("LayerNorm", [4], nn.LayerNorm(4)),
    layer("LayerNorm", [[3, 4], {"eps": 0.1}], nn.LayerNorm([3, 4], eps=0.1), (2, 3, 4)),
    layer("LayerNorm", [4, {"affine": False}], nn.LayerNorm(4, elementwise_affine=False)),
    layer("RMSNorm", [4, {"eps": 0.01}], RMSNorm(4, 0.01)),
    layer("GroupNorm", [2, 4], nn.GroupNorm(2, 4), (2, 4, 3)),
    layer("GroupNorm", [4, 4, {"eps": 0.1}], nn.GroupNorm(4, 4, eps=0.1), (2, 4, 3, 2)),
    layer("GroupNorm", [1, 4, {"affine": False}], nn.GroupNorm(1, 4, affine=False)),
    layer("BatchNorm1d", [4], nn.BatchNorm1d(4)),
    layer("BatchNorm1d", [4, {"momentum": 0.3, "eps": 0.1}], nn.BatchNorm1d(4, momentum=0.3, eps=0.1), (2, 4, 3)),
    layer("BatchNorm1d", [4, {"affine": False}], nn.BatchNorm1d(4, affine=False)),
    layer("BatchNorm1d", [4], nn.BatchNorm1d(4), (1, 4, 3)),
    layer("BatchNorm2d", [3], nn.BatchNorm2d(3), (2, 3, 2, 2)),
    layer("BatchNorm2d", [3, {"momentum": None}], nn.BatchNorm2d(3, momentum=None), (2, 3, 2, 2)),
    layer("Embedding", [5, 3], nn.Embedding(5, 3), (2, 3), ids([[0, 2, 2], [4, 0, 1]])),
    layer("Embedding", [5, 3, {"paddingIndex": 2}], nn.Embedding(5, 3, padding_idx=2), (4,), ids([0, 2, 2, 1])),
    layer("Conv1d", [2, 3, 2], nn.Conv1d(2, 3, 2), (2, 2, 5)),
    layer("Conv1d", [4, 4, 3, {"padding": "same", "groups": 2, "bias": False}],
          nn.Conv1d(4, 4, 3, padding="same", groups=2, bias=False), (1, 4, 5)),
    layer("Conv2d", [2, 3, [3, 2], {"stride": [2, 1], "padding": 1, "dilation": [1, 2]}],
          nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=1, dilation=(1, 2)), (1, 2, 4, 5)),
    layer("Conv3d", [1, 2, 2, {"stride": 2}], nn.Conv3d(1, 2, 2, stride=2), (1, 1, 3, 4, 2)),
    layer("ConvTranspose1d", [2, 3, 3, {"stride": 2}], nn.ConvTranspose1d(2, 3, 3, stride=2), (2, 2, 3)),
    layer("ConvTranspose2d", [4, 2, 3, {"stride": 2, "padding": 1, "outputPadding": 1, "groups": 2, "dilation": [1, 2]}],
          nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2, dilation=(1, 2)), (1, 4, 3, 2)),
    layer("ConvTranspose3d", [2, 1, 2, {"bias": False}], nn.ConvTranspose3d(2, 1, 2, bias=False), (1, 2, 2, 2, 1)),
    layer("MaxPool1d", [3, {"stride": 2, "padding": 1}], nn.MaxPool1d(3, stride=2, padding=1), (2, 2, 6)),
    layer("MaxPool2d", [2, {"ceilMode": True}], nn.MaxPool2d(2, ceil_mode=True), (1, 2, 5, 3)),
    layer("MaxPool3d", [2], nn.MaxPool3d(2), (1, 1, 4, 2, 3)),
    layer("AvgPool1d", [2], nn.AvgPool1d(2), (2, 2, 5)),
    layer("AvgPool2d", [3, {"stride": 2, "padding": 1, "countIncludePad": False}],
          nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), (1, 2, 5, 4)),
    layer("AvgPool3d", [2], nn.AvgPool3d(2), (1, 1, 4, 2, 2)),
    layer("AdaptiveAvgPool1d", [3], nn.AdaptiveAvgPool1d(3), (2, 2, 5)),
    layer("AdaptiveAvgPool2d", [[2, 1]], nn.AdaptiveAvgPool2d((2, 1)), (1, 2, 5, 3)),
    layer("AdaptiveAvgPool3d", [1], nn.AdaptiveAvgPool3d(1), (1, 2, 2, 3, 2)),
    layer("Upsample", [{"scaleFactor": 2}], nn.Upsample(scale_factor=2), (1, 2, 2, 3)),
    layer("Upsample", [{"size": [3, 5], "mode": "bilinear", "alignCorners": True}],
          nn.Upsample(size=(3, 5), mode="bilinear", align_corners=True), (1, 2, 2, 3)),
    layer("Residual", [{"layer": "Linear", "arguments": [4, 4]}], Residual(Transposed(4, 4))),
    layer("Sequential", [{"layer": "Linear", "arguments": [4, 6]}, {"layer": "BatchNorm1d", "arguments": [6]},
                         {"layer": "ReLU", "arguments": []}, {"layer": "Linear", "arguments": [6, 2]}],
          nn.Sequential(Transposed(4, 6), nn.BatchNorm1d(6), nn.ReLU(), Transposed(6, 2)), (5, 4)),
]

weights = torch.tensor([0.5, 2.0, 1.0, 0.0])
labels, deep = ids([2, 0, 1]), ids([[2, 0, 1], [1, 1, 3]])
classes = [
    ({}, {}), ({"weight": weights}, {"weight": weights}), ({"ignoreIndex": 1}, {"ignore_index": 1}),
    ({"weight": weights, "ignoreIndex": 2}, {"weight": weights, "ignore_index": 2}),
]
smooth = classes + [
    ({**o, "labelSmoothing": 0.2}, {**t, "label_smoothing": 0.2}) for o, t in classes]
probabilities, deep_probabilities = wave((3, 4), 3).softmax(-1), wave((2, 4, 3), 3).softmax(1)
several = [smooth[i] for i in (0, 1, 4, 5)]
half = torch.tensor([[0.5], [2.0], [1.0]])
LOSSES = [
    *losses("crossEntropy", F.cross_entropy, (3, 4), labels, *smooth),
    *losses("crossEntropy", F.cross_entropy, (2, 4, 3), deep, *smooth),
    *losses("crossEntropy", F.cross_entropy, (4,), ids(2), *several),
    *losses("crossEntropy", F.cross_entropy, (3, 4), ids([-1, -1, -1]), ({"ignoreIndex": -1}, {"ignore_index": -1})),
    *losses("crossEntropy", F.cross_entropy, (3, 4), probabilities, *several),
    *losses("crossEntropy", F.cross_entropy, (2, 4, 3), deep_probabilities, *several),
    *losses("nllLoss", F.nll_loss, (3, 4), labels, *classes),
    *losses("nllLoss", F.nll_loss, (2, 4, 3), deep, *classes),
    *losses("nllLoss", F.nll_loss, (2, 4, 3, 1), deep.unsqueeze(-1), *classes[:2]),
    *losses("mseLoss", F.mse_loss, (3, 4), wave((3, 4), 2)),
    *losses("l1Loss", F.l1_loss, (3, 4), wave((3, 4), 2)),
    *losses("huberLoss", F.huber_loss, (3, 4), wave((3, 4), 2), ({}, {}), ({"delta": 0.3}, {"delta": 0.3})),
    *losses("smoothL1Loss", F.smooth_l1_loss, (3, 4), wave((3, 4), 2), ({}, {}), ({"beta": 0.3}, {"beta": 0.3}), ({"beta": 0}, {"beta": 0})),
    *losses("bceLoss", F.binary_cross_entropy, (3, 4), probabilities, ({}, {}), ({"weight": half}, {"weight": half})),
    *losses("bceWithLogitsLoss", F.binary_cross_entropy_with_logits, (3, 4), probabilities, ({}, {}),
            ({"weight": half}, {"weight": half}), ({"positiveWeight": weights}, {"pos_weight": weights})),
    *losses("klDivLoss", F.kl_div, (3, 4), probabilities, ({}, {}), ({"reduction": "batchMean"}, {})),
    *losses("klDivLoss", F.kl_div, (3, 4), probabilities.log(), ({"logTarget": True}, {"log_target": True})),
    *losses("klDivLoss", F.kl_div, (1, 4), torch.tensor([[0.0, 0.5, 0.5, 0.0]])),
]
print("{\"layers\": [\n" + ",\n".join(json.dumps(x) for x in LAYERS) + "\n], \"losses\": [\n" + ",\n".join(json.dumps(x) for x in LOSSES) + "\n]}")
