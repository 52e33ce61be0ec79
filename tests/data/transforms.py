"""Records transforms.json: homework 2's flips and crops by NumPy, resizing by PyTorch."""
import json
import numpy as np
import torch


def flip(img, p):
    return img[:, ::-1, :] if np.random.rand() < p else img


def crop(img, padding):
    shift_y, shift_x = np.random.randint(low=-padding, high=padding + 1, size=2)
    padded = np.pad(img, ((padding, padding), (padding, padding), (0, 0)))
    h, w, _ = img.shape
    return padded[padding + shift_y : padding + shift_y + h, padding + shift_x : padding + shift_x + w]


def cutout(img, size):
    h, w, _ = img.shape
    y, x = np.random.randint(h), np.random.randint(w)
    img = img.copy()
    top, left = y - size // 2, x - size // 2
    img[max(0, top) : max(0, top + size), max(0, left) : max(0, left + size)] = 0
    return img


img = np.arange(1, 4 * 5 * 2 + 1).reshape(4, 5, 2).astype(np.float32)
np.random.seed(3)
out = {"flip": [], "crop": [], "cutout": [], "both": []}
for _ in range(6):
    out["flip"].append(flip(img, 0.5).flatten().tolist())
for _ in range(6):
    out["crop"].append(crop(img, 3).flatten().tolist())
for _ in range(6):
    out["cutout"].append(cutout(img, 3).flatten().tolist())
for _ in range(6):
    out["both"].append(crop(flip(img, 0.5), 2).flatten().tolist())

nchw = torch.tensor(img).permute(2, 0, 1)[None]
out["resize"] = [
    {
        "size": size,
        "data": torch.nn.functional.interpolate(nchw, size=size, mode="bilinear", align_corners=False)[0]
        .permute(1, 2, 0)
        .flatten()
        .tolist(),
    }
    for size in [(2, 3), (7, 4), (4, 5), (1, 1)]
]


def rotated(degrees):
    from math import cos, sin, radians

    # grid_sample wants where each point of the result comes from, in units of half the image
    h, w, _ = img.shape
    a = radians(degrees)
    y, x = torch.meshgrid(torch.arange(h) - (h - 1) / 2, torch.arange(w) - (w - 1) / 2, indexing="ij")
    sy, sx = cos(a) * y + sin(a) * x, -sin(a) * y + cos(a) * x
    grid = torch.stack([sx * 2 / (w - 1), sy * 2 / (h - 1)], -1)[None]
    turned = torch.nn.functional.grid_sample(nchw, grid, mode="bilinear", padding_mode="zeros", align_corners=True)
    return turned[0].permute(1, 2, 0).flatten().tolist()


out["rotate"] = [{"degrees": d, "data": rotated(d)} for d in (30, -75)]
json.dump(out, open(__file__.replace(".py", ".json"), "w"))
