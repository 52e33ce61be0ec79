"""Records what PyTorch computes for the idioms of idioms.*.test.ts: `python3 idioms.py > idioms.json`.

Inputs come from `wave`, the same exact formula on both sides; everything is float64. Large tensors are recorded as a
fingerprint: the sum, the sum of squares, and the product with a wave.
"""
import json
import torch
from torch.nn.functional import cross_entropy, softplus

torch.set_default_dtype(torch.float64)
BATCH, INPUTS, HIDDEN, CLASSES = 16, 32, 24, 10


def wave(shape, seed, scale=1.0):
    n = 1
    for d in shape:
        n *= d
    return torch.tensor([((i * 37 + seed * 11) % 101 - 50.3) / 50 * scale for i in range(n)]).reshape(shape)


def batch(step, size=BATCH):
    return wave([size, INPUTS], 100 + step), torch.tensor([(i * 7 + step * 3) % CLASSES for i in range(size)])


def fingerprint(t):
    t = t.detach().reshape(-1)
    return [t.sum().item(), (t * t).sum().item(), (t * wave([t.numel()], 5)).sum().item()]


def network():
    layers = [wave([INPUTS, HIDDEN], 1, 0.2), wave([HIDDEN], 2, 0.1), wave([HIDDEN, CLASSES], 3, 0.3), wave([CLASSES], 4, 0.1)]
    return [t.requires_grad_() for t in layers]


def hidden(p, x):
    return (x @ p[0] + p[1]).relu()


def forward(p, x):
    return hidden(p, x) @ p[2] + p[3]


def prints(p):
    return [fingerprint(t) for t in p]


def sgd(p, lr=0.1, momentum=0.9):
    return torch.optim.SGD(p, lr=lr, momentum=momentum)


def training(steps=5, rate=None, accumulate=1, optimizer=sgd):
    p = network()
    opt = optimizer(p)
    losses, hits = [], []
    for step in range(steps):
        x, y = batch(step)
        logits = forward(p, x)
        loss = cross_entropy(logits, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if rate is not None:
            for group in opt.param_groups:
                group["lr"] = rate(step)
        losses.append(loss.item())
        hits.append((logits.argmax(1) == y).sum().item())
    return {"losses": losses, "hits": hits, "parameters": prints(p)}


def gradient_norms():
    p = network()
    opt = sgd(p)
    norms = []
    clipped = []
    for step in range(3):
        x, y = batch(step)
        opt.zero_grad()
        cross_entropy(forward(p, x), y).backward()
        norms.append(torch.sqrt(sum((t.grad ** 2).sum() for t in p)).item())
        torch.nn.utils.clip_grad_norm_(p, 0.25)
        clipped.append(torch.sqrt(sum((t.grad ** 2).sum() for t in p)).item())
        opt.step()
    return {"norms": norms, "parameters": prints(p)}


def gan():
    g = [wave([6, 8], 11, 0.4).requires_grad_(), wave([8], 12, 0.1).requires_grad_()]
    d = [wave([8, 7], 13, 0.4).requires_grad_(), wave([7, 1], 14, 0.5).requires_grad_()]
    opt_g, opt_d = sgd(g, 0.05), sgd(d, 0.05)
    make = lambda z: (z @ g[0] + g[1]).tanh()
    judge = lambda x: (x @ d[0]).tanh() @ d[1]
    losses = []
    for step in range(4):
        fake = make(wave([12, 6], 30 + step))
        real = wave([12, 8], 50 + step, 0.5)
        opt_d.zero_grad()
        loss_d = softplus(-judge(real)).mean() + softplus(judge(fake.detach())).mean()
        loss_d.backward()
        opt_d.step()
        opt_g.zero_grad()
        loss_g = softplus(-judge(fake)).mean()
        loss_g.backward()
        opt_g.step()
        losses.append([loss_d.item(), loss_g.item()])
    return {"losses": losses, "parameters": prints(g + d)}


def critic():
    g = [wave([6, 8], 11, 0.4).requires_grad_(), wave([8], 12, 0.1).requires_grad_()]
    d = [wave([8, 7], 13, 0.4).requires_grad_(), wave([7, 1], 14, 0.5).requires_grad_()]
    opt_d = sgd(d, 0.05)
    losses = []
    for step in range(6):
        fake = (wave([12, 6], 30 + step) @ g[0] + g[1]).tanh()
        opt_d.zero_grad()
        loss = softplus((fake.detach() @ d[0]).tanh() @ d[1]).mean()
        loss.backward()
        opt_d.step()
        losses.append(loss.item())
    return {"losses": losses, "parameters": prints(d)}


def accumulation():
    p = network()
    opt = sgd(p)
    norms = []
    for round in range(2):
        opt.zero_grad()
        for i in range(100):
            x, y = batch(round * 100 + i, 4)
            (cross_entropy(forward(p, x), y) / 100).backward()
        norms.append([fingerprint(t.grad) for t in p])
        opt.step()
    return {"gradients": norms, "parameters": prints(p)}


def averaging():
    p = network()
    opt = sgd(p)
    ema = [t.detach().clone() for t in p]
    for step in range(4):
        x, y = batch(step)
        opt.zero_grad()
        cross_entropy(forward(p, x), y).backward()
        opt.step()
        for e, t in zip(ema, p):
            e.mul_(0.9).add_(t.detach(), alpha=0.1)
    return {"average": prints(ema), "parameters": prints(p)}


def batch_norm():
    p = network()
    norm = torch.nn.BatchNorm1d(HIDDEN)
    opt = sgd(p + list(norm.parameters()))
    losses = []
    for step in range(3):
        x, y = batch(step)
        loss = cross_entropy(norm(x @ p[0] + p[1]).relu() @ p[2] + p[3], y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    norm.eval()
    x, y = batch(9)
    evaluated = cross_entropy(norm(x @ p[0] + p[1]).relu() @ p[2] + p[3], y).item()
    stats = [fingerprint(norm.running_mean), fingerprint(norm.running_var)]
    return {"losses": losses, "statistics": stats, "evaluated": evaluated, "parameters": prints(p)}


def frozen():
    p = network()
    p[0].requires_grad_(False)
    p[1].requires_grad_(False)
    opt = sgd(p[2:])
    losses = []
    for step in range(4):
        x, y = batch(step)
        loss = cross_entropy(forward(p, x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return {"losses": losses, "parameters": prints(p)}


def late_hidden():
    p = network()
    opt = sgd(p)
    x, y = batch(0)
    h = hidden(p, x)
    loss = cross_entropy(h @ p[2] + p[3], y)
    loss.backward()
    opt.step()
    return {"hidden": fingerprint(h), "loss": loss.item(), "next": fingerprint(hidden(p, x))}


def penalty():
    """Gulrajani et al. 2017: the norm of the gradient with respect to the input is pulled to 1."""
    p = [wave([8, 7], 13, 0.4).requires_grad_(), wave([7, 1], 14, 0.5).requires_grad_()]
    opt = sgd(p, 0.05)
    penalties, grads = [], []
    for step in range(3):
        x = wave([12, 8], 50 + step, 0.5).requires_grad_()
        y = (x @ p[0]).tanh() @ p[1]
        (dx,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        loss = ((dx.square().sum(1).sqrt() - 1) ** 2).mean() + y.mean()
        opt.zero_grad()
        loss.backward()
        grads.append(prints([t.grad for t in p]))
        opt.step()
        penalties.append(loss.item())
    x = wave([5], 7).requires_grad_()
    (x ** 3).sum().backward(create_graph=True)
    first = x.grad
    x.grad = None
    (first * first).sum().backward()
    return {"losses": penalties, "gradients": grads, "parameters": prints(p), "second": x.grad.tolist()}


def hooks():
    w = wave([4, 3], 6).requires_grad_()
    x = wave([2, 4], 8)
    h = (x @ w).tanh()
    h.retain_grad()
    h.register_hook(lambda g: g * 2)
    w.register_hook(lambda g: g + 1)
    (h * h).sum().backward()
    return {"hidden": h.grad.tolist(), "weight": w.grad.tolist()}


def accumulating():
    x = wave([4], 9).requires_grad_()
    seen = []
    for i in range(3):
        (x ** 2).sum().backward()
        seen.append(x.grad.tolist())
    x.grad = None
    y = (x ** 3).sum()
    y.backward(retain_graph=True)
    seen.append(x.grad.tolist())
    y.backward()
    seen.append(x.grad.tolist())
    return seen


def shared_gradient():
    p, q = wave([3], 1).requires_grad_(), wave([3], 2).requires_grad_()
    (p + q).square().sum().backward()
    p.grad = None
    (p * 3).sum().backward()
    return {"p": p.grad.tolist(), "q": q.grad.tolist()}


def swaps():
    out = {}
    a, b = wave([3], 1), wave([3], 2)
    a.copy_(b)
    b.copy_(a)
    out["plain"] = [a.tolist(), b.tolist()]
    a, b = wave([3], 1), wave([3], 2)
    old = a.clone()
    a.copy_(b)
    b.copy_(old)
    out["cloned"] = [a.tolist(), b.tolist()]
    p = wave([3], 1)
    p.copy_(p * 2)
    p.copy_(p + 1)
    out["chain"] = p.tolist()
    return out


def growing():
    w, u = wave([4, 4], 3, 0.5).requires_grad_(), wave([2, 4], 4, 0.5).requires_grad_()
    opt = sgd([w, u])
    losses = []
    for round in range(2):
        for length in range(1, 6):
            h = torch.zeros(1, 4)
            for t in range(length):
                h = (wave([1, 2], t + length) @ u + h @ w).tanh()
            loss = h.square().sum()
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return {"losses": losses, "parameters": prints([w, u])}


def short_batch():
    p = network()
    opt = sgd(p)
    losses = []
    for epoch in range(3):
        for i, size in enumerate([16, 16, 5]):
            x, y = batch(i, size)
            loss = cross_entropy(forward(p, x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return {"losses": losses, "parameters": prints(p)}


json.dump(
    {
        "training": training(),
        "decaying": training(8, rate=lambda step: 0.1 * 0.8 ** (step + 1)),
        "adam": training(6, optimizer=lambda p: torch.optim.Adam(p, lr=0.01)),
        "gradientNorms": gradient_norms(),
        "gan": gan(),
        "critic": critic(),
        "accumulation": accumulation(),
        "averaging": averaging(),
        "batchNorm": batch_norm(),
        "frozen": frozen(),
        "lateHidden": late_hidden(),
        "penalty": penalty(),
        "hooks": hooks(),
        "accumulating": accumulating(),
        "sharedGradient": shared_gradient(),
        "swaps": swaps(),
        "growing": growing(),
        "shortBatch": short_batch(),
    },
    open(__file__.replace(".py", ".json"), "w"),
    indent=1,
)
