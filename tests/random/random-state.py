"""Records what numpy.random.RandomState gives (NumPy 1.24.2, x86-64): python3 random-state.py > random-state.json

Each case: a seed, calls in a row on one generator, the result of each as a flat list, and a digest of the state at the end.
Floats are written as their shortest form, which names each double exactly.
"""
import json
import zlib
import numpy as np

cases = []


def run(seed, *calls):
    r = np.random.RandomState(seed)
    results = []
    for name, *args in calls:
        keywords = args.pop() if args and isinstance(args[-1], dict) else {}
        if name == "shuffle":
            x = np.arange(args[0])
            r.shuffle(x)
        elif name == "rows":  # permutation of the rows of a matrix
            x = r.permutation(np.arange(np.prod(args[0])).reshape(args[0]))
        elif name == "bytes":
            x = np.frombuffer(r.bytes(args[0]), np.uint8)
        else:
            types = {"int32": np.int32, "uint32": np.uint32, "uint8": np.uint8, "bool": bool, "float64": np.int64}
            if "dtype" in keywords:
                keywords = {**keywords, "dtype": types[keywords["dtype"]]}
            x = getattr(r, name)(*args, **keywords)
        if "dtype" in keywords:
            keywords = {k: v for k, v in keywords.items() if k != "dtype"} | {
                "dtype": [k for k, v in types.items() if v is keywords["dtype"]][0]}
        results.append([name, args, keywords, np.asarray(x).ravel().tolist()])
    _, key, position, spare, value = r.get_state()
    cases.append({"seed": seed, "calls": results,
                  "state": [int(zlib.crc32(key.astype("<u4").tobytes())), position, value if spare else None]})


seeds = [0, 1, 2, 42, 123, 1234, 2**31 - 1, 2**31, 2**32 - 1, [0], [1, 2, 3], [4294967295] * 5, list(range(700))]
for seed in seeds:
    run(seed, ["rand"], ["randn"], ["randn"], ["rand", 3], ["randn", 4, 1], ["randint", 10], ["random_sample", (2, 2)],
        ["standard_normal", (3,)], ["permutation", 7], ["shuffle", 6], ["uniform", -2, 3, (3,)], ["normal", 1, 0.5, (3,)],
        ["choice", 9, (4,)], ["bytes", 7])
for seed in (0, 7, 99):
    run(seed, *[["randint", low, high, (6,)] for low, high in
                [(0, 1), (0, 2), (0, 3), (-5, 5), (0, 256), (0, 1000), (-(2**31), 2**31 - 1), (3, 4), (0, 2**31 - 1)]])
    run(seed, *[["randint", low, high, (6,), {"dtype": "float64"}] for low, high in
                [(0, 2**32 - 1), (0, 2**32), (0, 2**32 + 1), (0, 2**40), (-(2**50), 2**51), (2**52, 2**52 + 1), (0, 2**53 - 1)]])
    run(seed, *[["randint", 0, high, (11,), {"dtype": dtype}] for dtype, high in
                [("uint8", 256), ("uint8", 1), ("uint8", 10), ("bool", 2), ("bool", 1), ("uint32", 2**32), ("int32", 7)]],
        ["randint", 0, 2, (70,), {"dtype": "bool"}], ["rand"])
    run(seed, *[["bytes", n] for n in (1, 3, 4, 5, 8, 64)])
    run(seed, *[["permutation", n] for n in (0, 1, 2, 3, 10, 100, 700)])
    run(seed, *[["shuffle", n] for n in (0, 1, 2, 3, 10, 65, 257)])
    run(seed, *[["rows", shape] for shape in ((3, 2), (1, 4), (8, 1))])
    run(seed, ["choice", 1, (3,)], ["choice", 5, (4,), {"replace": False}], ["choice", 5, (5,), {"replace": False}],
        ["choice", 4, (6,), {"p": [0.1, 0.2, 0.3, 0.4]}], ["choice", 4, (6,), {"p": [0, 0.5, 0, 0.5]}],
        ["choice", 4, (4,), {"p": [0.1, 0.2, 0.3, 0.4], "replace": False}],
        ["choice", 6, (3,), {"p": [0.97, 0.006, 0.006, 0.006, 0.006, 0.006], "replace": False}],
        ["choice", 5, (2,), {"p": [0, 0.5, 0, 0.5, 0], "replace": False}], ["choice", 3, (2, 2)], ["choice", 3])
run(7, ["randn", 1501], ["rand", 700], ["randn"], ["randn"])  # across twists, with a spare number between

print("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]")
