"""Records what PyTorch and NumPy make of shape functions: `python3 shapes.py > shapes.json`.

Inputs are 1, 2, 3 … in their shapes, one counting on from the other. A case is {call, inputs, args, results, gradients}:
results are [shape, elements], gradients those of the sum of all results times `wave`, one list of elements for each input.
"""
import json
import math
import numpy as np
import torch

F = torch.nn.functional
torch.set_default_dtype(torch.float64)
cases = []


def counting(*shapes):
    start, made = 1, []
    for shape in shapes:
        n = math.prod(shape)
        made.append(torch.arange(start, start + n, dtype=torch.float64).reshape(shape).requires_grad_())
        start += n
    return made


def wave(t):
    n = t.numel()
    return torch.tensor([(i * 37 + 11) % 101 - 50.0 for i in range(n)]).reshape(t.shape)


def whole(t):
    return [int(x) for x in t.detach().reshape(-1).tolist()]


def case(call, shapes, args, f):
    inputs = counting(*shapes)
    found = f(*inputs)
    results = list(found) if isinstance(found, (list, tuple)) else [found]
    sum((r * wave(r)).sum() for r in results).backward()
    gradients = [whole(x.grad if x.grad is not None else torch.zeros_like(x)) for x in inputs]
    recorded = [[list(r.shape), whole(r)] for r in results]
    cases.append({"call": call, "inputs": [list(s) for s in shapes], "args": args, "results": recorded, "gradients": gradients})


A, B, C = [2, 3], [2, 3, 4], [1, 3, 1, 2]
case("reshape", [B], [[4, -1]], lambda x: x.reshape(4, -1))
case("view", [B], [[6, 4]], lambda x: x.view(6, 4))
case("flatten", [B], [], lambda x: x.flatten())
case("flatten", [B], [1], lambda x: x.flatten(1))
case("flatten", [B], [0, -2], lambda x: x.flatten(0, -2))
case("flatten", [[]], [], lambda x: x.flatten())
case("flatten", [[2, 0]], [], lambda x: x.flatten())
case("unflatten", [B], [-1, [2, -1]], lambda x: x.unflatten(-1, (2, 2)))
case("squeeze", [C], [], lambda x: x.squeeze())
case("squeeze", [C], [-2], lambda x: x.squeeze(-2))
case("squeeze", [C], [[0, 2]], lambda x: x.squeeze(2).squeeze(0))
case("unsqueeze", [A], [0], lambda x: x.unsqueeze(0))
case("unsqueeze", [A], [-1], lambda x: x.unsqueeze(-1))
case("unsqueeze", [A], [[0, -1]], lambda x: x.unsqueeze(-1).unsqueeze(0))
case("unsqueeze", [[]], [0], lambda x: x.unsqueeze(0))
case("expand", [[3, 1]], [[2, -1, 4]], lambda x: x.expand(2, -1, 4))
case("broadcastTo", [[3]], [[2, 3]], lambda x: x.broadcast_to(2, 3))
case("expandAs", [[3], [2, 3]], [], lambda x, y: x.expand_as(y))
case("transpose", [B], [0, -1], lambda x: x.transpose(0, -1))
case("swapaxes", [B], [1, 2], lambda x: x.swapaxes(1, 2))
case("permute", [B], [2, 0, 1], lambda x: x.permute(2, 0, 1))
case("movedim", [B], [0, -1], lambda x: x.movedim(0, -1))
case("movedim", [[2, 3, 4, 2]], [[0, 1], [-1, 0]], lambda x: x.movedim((0, 1), (-1, 0)))
case("flip", [B], [[0, -1]], lambda x: x.flip(0, -1))
case("flip", [A], [], lambda x: x.flip(0, 1))
for k in [-1, 0, 1, 2, 3, 5]:
    case("rot90", [B], [k, [0, 2]], lambda x: x.rot90(k, [0, 2]))
case("rot90", [A], [], lambda x: x.rot90())
case("roll", [A], [2], lambda x: x.roll(2))
case("roll", [B], [-1, 1], lambda x: x.roll(-1, 1))
case("roll", [B], [[1, 7], [0, -1]], lambda x: x.roll((1, 7), (0, -1)))
case("roll", [[0, 2]], [1, 0], lambda x: x.roll(1, 0))
case("tile", [A], [2, 1, 2], lambda x: x.tile(2, 1, 2))
case("tile", [B], [2], lambda x: x.tile(2))
case("tile", [A], [0, 2], lambda x: x.tile(0, 2))
case("repeat", [A], [2, 3], lambda x: x.repeat(2, 3))
case("repeatInterleave", [A], [2], lambda x: x.repeat_interleave(2))
case("repeatInterleave", [B], [3, -2], lambda x: x.repeat_interleave(3, -2))
case("pad", [A], [[[1, 2], [0, 3]]], lambda x: F.pad(x, (0, 3, 1, 2)))
case("pad", [B], [[[1, 1]], {"value": 7}], lambda x: F.pad(x, (1, 1), value=7))
case("pad", [[0, 2]], [[[1, 1], [0, 0]], {"value": 7}], lambda x: F.pad(x, (0, 0, 1, 1), value=7))
for mode in ["reflect", "replicate", "circular"]:
    case("pad", [[1, 2, 4]], [[[3, 2]], {"mode": mode}], lambda x: F.pad(x, (3, 2), mode=mode))
    case("pad", [[1, 2, 3, 4]], [[[2, 1], [0, 3]], {"mode": mode}], lambda x: F.pad(x, (0, 3, 2, 1), mode=mode))
for offset in [-3, -1, 0, 1, 2, 4]:
    case("tril", [[2, 3, 4]], [offset], lambda x: x.tril(offset))
    case("triu", [[4, 3]], [offset], lambda x: x.triu(offset))
    case("diag", [[3]], [offset], lambda x: x.diag(offset))
    case("diag", [[3, 4]], [offset], lambda x: x.diag(offset))
    case("diagonal", [B], [offset, 1, 2], lambda x: x.diagonal(offset, 1, 2))
    case("diagonal", [B], [offset, -1, 0], lambda x: x.diagonal(offset, -1, 0))
case("diagonal", [[0, 3]], [], lambda x: x.diagonal())
case("select", [B], [1, -1], lambda x: x.select(1, -1))
case("narrow", [B], [2, 1, 2], lambda x: x.narrow(2, 1, 2))
case("at", [B], [-1], lambda x: x[-1])
case("slice", [[6, 2]], [1, 4], lambda x: x[1:4])
case("slice", [[6, 2]], [-4, 99], lambda x: x[-4:99])
case("slice", [[2, 7]], [1, None, 1, 3], lambda x: x[:, 1::3])
case("slice", [[7]], [None, None, 0, -1], lambda x: x.flip(0))
case("slice", [[7]], [5, 0, 0, -2], lambda x: x[[5, 3, 1]])
case("slice", [[3]], [2, 1], lambda x: x[2:1])
case("split", [[5, 2]], [2], lambda x: x.split(2))
case("split", [[2, 5]], [[1, 4], -1], lambda x: x.split([1, 4], -1))
case("split", [[2, 0]], [2, 1], lambda x: x.split(2, 1))
case("chunk", [[7]], [3], lambda x: x.chunk(3))
case("chunk", [[2, 6]], [4, 1], lambda x: x.chunk(4, 1))
case("unbind", [B], [1], lambda x: x.unbind(1))
case("cat", [A, [1, 3]], [], lambda *x: torch.cat(x))
case("cat", [B, [2, 0, 4], [2, 1, 4], [2, 2, 4]], [-2], lambda *x: torch.cat(x, -2))
case("concat", [A], [1], lambda *x: torch.cat(x, 1))
case("stack", [A, A, A], [], lambda *x: torch.stack(x))
case("stack", [A, A], [-1], lambda *x: torch.stack(x, -1))
case("stack", [[], []], [], lambda *x: torch.stack(x))
case("hstack", [[2], [1]], [], lambda *x: torch.hstack(x))
case("hstack", [A, [2, 1]], [], lambda *x: torch.hstack(x))
case("hstack", [[], []], [], lambda *x: torch.hstack(x))
case("vstack", [[3], A], [], lambda *x: torch.vstack(x))
case("vstack", [[], []], [], lambda *x: torch.vstack(x))
case("meshgrid", [[2], [3], [1]], [], lambda *x: torch.meshgrid(*x, indexing="ij"))
case("meshgrid", [[2], [3], [2]], [{"indexing": "xy"}], lambda *x: torch.meshgrid(*x, indexing="xy"))
many = [[1, 2]] * 40
case("cat", many, [], lambda *x: torch.cat(x))


def item(i):
    """An item of an index as Python writes it; {"ids": …} is a tensor of integers."""
    if isinstance(i, (dict, list)):
        return np.array(i["ids"] if isinstance(i, dict) else i, dtype=np.int64)
    if isinstance(i, str):
        return ... if i == "..." else slice(*[int(p) if p else None for p in i.split(":")])
    return i


def picked(shape, index):
    index_np = tuple(item(i) for i in index)
    where = torch.from_numpy(np.array(np.arange(math.prod(shape)).reshape(shape)[index_np]))
    case("get", [shape], index, lambda x: x.reshape(-1)[where])


def ids(*data):
    return {"ids": list(data)}


for index in [
    [0], [-1, 1], ["1:"], ["...", 0], [0, "...", 0], [None, 1, None], ["::2", "1:3"], ["::-1", "2:0:-1"], [":", ":", "-3:-1"],
    ["5:9"], ["1:1", 0], ["...", None], [], [ids(0, 1, 0)], [":", ids([2, 0], [1, -1])], ["...", [3, -4, 0]],
    [ids(0, 1), ids(2, 1)], [ids(0, 1), ":", ids(3, 0)], [":", ids(2, 0), ids([1], [3])], [0, ":", ids(1, 2)],
    [":", 0, ids(1, 2)], [[1, 0], None, [2, 1]], [None, [1, 0], "..."], [ids(1, 0), "...", ids(1, 0)], [[1], 0, ids(2, 3, 1)],
    [None, "::-1", ids(0, 2, 2), ids(3, 3, 0)], [[], 0], [ids(1), "1:", "::-2"], ["0:1", [1, 2], None, [0, 0]],
]:
    picked(B, index)
picked([2, 3, 4, 2], [":", [1, 0], ":", ids(0, 1)])
picked([2, 3, 4, 2], [[1, 0], ids([0], [2]), "...", -1])
picked([3, 3], [[0, 2], "...", [0, 1]])
picked([3, 3], [None, [0, 2], "...", [0, 1]])
picked([0, 3], [":", 1])
picked([], [None, "..."])

for shape, axis, index in [([4, 2], 0, ids(3, 0, 3)), (B, 1, ids([2, 0], [1, 1])), (B, -1, ids()), ([3], 0, {"ids": 2})]:
    taken = np.arange(math.prod(shape)).reshape(shape).take(item(index), axis)
    case("take", [shape], [index, axis], lambda x: x.reshape(-1)[torch.from_numpy(np.asarray(taken))])
case("indexSelect", [B], [1, ids(2, 2, 0)], lambda x: x.index_select(1, torch.tensor([2, 2, 0])))


def put(shape, index, value_shape):
    """The values that stay: those of the last of several writes to one place."""
    index_np = tuple(item(i) for i in index)
    places = np.arange(math.prod(shape)).reshape(shape)[index_np]
    source = np.full(math.prod(shape), -1)
    source[places.reshape(-1)] = np.broadcast_to(np.arange(math.prod(value_shape)).reshape(value_shape), places.shape).reshape(-1)
    stays = torch.from_numpy(source).reshape(shape)
    case("set", [shape, value_shape], [index], lambda x, v: torch.where(stays >= 0, v.reshape(-1)[stays.clamp(min=0)], x))


for index, values in [
    ([0], [3, 4]), ([-1, "1:"], [2, 1]), (["...", "::-3"], [2]), ([None, 1], []), ([":", "::2", "3:0:-2"], [2, 2, 2]),
    (["1:1"], []), ([ids(1, 1)], [2, 3, 4]), ([":", ids(0, 2, 0)], [3, 4]), ([ids(1, 0), ids(-1, 0)], [4]),
    ([ids(0, 1), ":", ids(3, 0)], [2, 3]), ([":", [1, 1], "::2"], [2, 2]), ([0, ids([0], [2]), [1, 3]], [2, 2]), (["..."], [4]),
]:
    put(B, index, values)
put([2, 0], [":", []], [])

case("indexAdd", [[3, 2], [4, 2]], [0, ids(2, 0, 2, 2)], lambda x, v: x.index_add(0, torch.tensor([2, 0, 2, 2]), v))
case("indexAdd", [[2, 3], [2, 2]], [-1, ids(2, 0)], lambda x, v: x.index_add(-1, torch.tensor([2, 0]), v))
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
