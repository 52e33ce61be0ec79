"""Writes hw0-cpp.json: softmax regression in NumPy, float64, on numbers of RandomState. Run: python3 tests/course/hw0-cpp.py"""
import json
import pathlib

import numpy as np


def epoch(X, y, theta, lr, batch):
    for start in range(0, len(X), batch):
        x, labels = X[start : start + batch], y[start : start + batch]
        logits = x @ theta
        p = np.exp(logits - logits.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        p[np.arange(len(x)), labels] -= 1
        theta -= lr * (x.T @ p / len(x))


cases = []
for m, n, k, lr, batch in [(50, 5, 3, 0.3, 50), (50, 5, 3, 0.3, 32), (7, 4, 2, 1.0, 1), (33, 20, 10, 0.5, 100), (1, 1, 1, 0.1, 1)]:
    X = np.random.RandomState(0).randn(m, n)
    y = np.arange(m) * 7 % k
    theta = np.random.RandomState(1).randn(n, k)
    epoch(X, y, theta, lr, batch)
    cases.append({"m": m, "n": n, "k": k, "lr": lr, "batch": batch, "theta": [round(v, 7) for v in theta.ravel().tolist()]})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
