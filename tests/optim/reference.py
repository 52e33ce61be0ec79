"""Records 20 steps of PyTorch's optimizers and 20 rates of its schedules: `python3 reference.py > reference.json`.

The loss of weights w is sum(w^4 / 4 + a w) with a = wave; everything is float64.
"""
import json
import warnings
import torch
from torch.optim import lr_scheduler as ls

warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)


def wave(shape, seed):
    n = 1
    for d in shape:
        n *= d
    return torch.tensor([((i * 37 + seed * 11) % 101 - 50.3) / 50 for i in range(n)]).reshape(shape)


OPTIMIZERS = {
    "SGD": [
        dict(lr=0.05), dict(lr=0.05, momentum=0.9), dict(lr=0.05, momentum=0.9, dampening=0.5),
        dict(lr=0.05, momentum=0.9, nesterov=True), dict(lr=0.05, momentum=0.5, weight_decay=0.1),
    ],
    "Adam": [dict(lr=0.05), dict(lr=0.05, betas=(0.5, 0.9), eps=1e-3), dict(lr=0.05, weight_decay=0.1)],
    "AdamW": [dict(lr=0.05), dict(lr=0.05, weight_decay=0.5)],
    "Adagrad": [dict(lr=0.1), dict(lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)],
    "RMSprop": [
        dict(lr=0.01), dict(lr=0.01, momentum=0.9, weight_decay=0.1), dict(lr=0.01, centered=True, alpha=0.9),
    ],
}


def steps(name, options, clip=None):
    w = [wave([3, 4], 1).requires_grad_(), wave([4], 2).requires_grad_()]
    a = [wave([3, 4], 3), wave([4], 4)]
    opt = getattr(torch.optim, name)(w, **options)
    norms = []
    for _ in range(20):
        opt.zero_grad()
        sum((x ** 4 / 4 + y * x).sum() for x, y in zip(w, a)).backward()
        if clip:
            norms.append(float(torch.nn.utils.clip_grad_norm_(w, clip[0], norm_type=clip[1])))
        opt.step()
    return dict(w=[x.detach().reshape(-1).tolist() for x in w], norms=norms)


SCHEDULES = {
    "step": lambda o: ls.StepLR(o, 4, 0.5),
    "multiStep": lambda o: ls.MultiStepLR(o, [3, 7, 8], 0.5),
    "exponential": lambda o: ls.ExponentialLR(o, 0.9),
    "cosine": lambda o: ls.CosineAnnealingLR(o, 12, 0.01),
    "linear": lambda o: ls.LinearLR(o, 0.25, 1.0, 5),
    "lambda": lambda o: ls.LambdaLR(o, lambda t: 1 / (1 + t)),
    "oneCycle": lambda o: ls.OneCycleLR(o, 0.8, total_steps=20),
    "inTurn": lambda o: ls.SequentialLR(o, [ls.LinearLR(o, 0.25, 1.0, 5), ls.ExponentialLR(o, 0.9)], [5]),
    "together": lambda o: ls.ChainedScheduler([ls.LinearLR(o, 0.25, 1.0, 5), ls.ExponentialLR(o, 0.9)]),
}


def rates(make):
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule = make(opt)
    found = []
    for _ in range(20):
        found.append(opt.param_groups[0]["lr"])
        opt.step()
        try:
            schedule.step()
        except ValueError:
            break
    return found


LOSSES = [3, 2, 1.9, 1.9, 1.95, 1.9, 1.9, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8, 1.7, 1.8, 1.8, 1.8, 1.8, 1.8, 1.8]


def plateau(**options):
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule = ls.ReduceLROnPlateau(opt, **options)
    found = []
    for loss in LOSSES:
        schedule.step(loss)
        found.append(opt.param_groups[0]["lr"])
    return found


print(json.dumps({
    "optimizers": [
        dict(name=name, options=options, **steps(name, options)) for name, all in OPTIMIZERS.items() for options in all
    ],
    "clipped": [dict(most=m, p=p, **steps("SGD", dict(lr=0.05, momentum=0.9), (m, p))) for m, p in [(1.0, 2.0), (0.5, float("inf")), (2.0, 1.0)]],
    "schedules": {name: rates(make) for name, make in SCHEDULES.items()},
    "losses": LOSSES,
    "plateaus": [dict(options=o, rates=plateau(**o)) for o in [dict(patience=1), dict(patience=2, cooldown=2, factor=0.5), dict(patience=0, factor=0.1, min_lr=0.01), dict(mode="max", patience=3)]],
}).replace("Infinity", '"Infinity"'))
