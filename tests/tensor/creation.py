"""Records what NumPy makes of creation functions in float32: `python3 creation.py > creation.json`."""
import json
import numpy as np

f32 = np.float32
cases = [
    ["arange", [5], np.arange(5)],
    ["arange", [2, 9, 3], np.arange(2, 9, 3)],
    ["arange", [5, -4, -2], np.arange(5, -4, -2)],
    ["arange", [3, 1], np.arange(3, 1)],
    ["arange", [0.5, 2, 0.3], np.arange(0.5, 2, 0.3, dtype=f32)],
    ["linspace", [0, 1, 7], np.linspace(0, 1, 7, dtype=f32)],
    ["linspace", [3, -2, 4], np.linspace(3, -2, 4, dtype=f32)],
    ["linspace", [1, 2, 1], np.linspace(1, 2, 1, dtype=f32)],
    ["linspace", [1, 2, 0], np.linspace(1, 2, 0, dtype=f32)],
    ["linspace", [0, 10, 4, {"dtype": "int32"}], np.linspace(0, 10, 4, dtype=np.int32)],
    ["logspace", [-2, 3, 6], np.logspace(-2, 3, 6, dtype=f32)],
    ["logspace", [0, 4, 5, {"base": 2}], np.logspace(0, 4, 5, base=2, dtype=f32)],
    ["eye", [3], np.eye(3)],
    ["eye", [2, {"columns": 4, "offset": 1}], np.eye(2, 4, 1)],
    ["eye", [4, {"columns": 2, "offset": -2}], np.eye(4, 2, -2)],
    ["eye", [0], np.eye(0)],
    ["tri", [3], np.tri(3)],
    ["tri", [3, {"columns": 4, "offset": 1}], np.tri(3, 4, 1)],
    ["tri", [3, {"offset": -1}], np.tri(3, k=-1)],
    ["full", [[2, 3], 0.25], np.full([2, 3], 0.25)],
    ["zeros", [[0, 2]], np.zeros([0, 2])],
    ["ones", [[]], np.ones([])],
    ["empty", [[2, 1]], np.zeros([2, 1])],
]
lines = [json.dumps([name, args, list(x.shape), x.reshape(-1).tolist()]) for name, args, x in cases]
print("[\n" + ",\n".join(lines) + "\n]")
