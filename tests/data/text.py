# Reference values for tests/data/text.test.ts: the course's formulas for batchify and get_batch (homework 4), in NumPy.
#   /usr/bin/python3 tests/data/text.py > tests/data/text.json
import json

import numpy


def batchify(data, batch_size):
    rows = len(data) // batch_size
    return numpy.array(data[: rows * batch_size]).reshape(batch_size, rows).T


def get_batch(batches, i, bptt):
    length = min(bptt, len(batches) - 1 - i)
    return batches[i : i + length], batches[i + 1 : i + 1 + length].flatten()


cases = []
for count, batch_size, i, bptt in [
    (26, 4, 0, 2),
    (26, 4, 2, 3),
    (26, 4, 4, 3),
    (26, 1, 7, 5),
    (26, 13, 0, 40),
    (9, 3, 1, 1),
    (100, 7, 11, 4),
    (100, 7, 12, 4),
]:
    ids = [(7 * n * n + 3 * n) % 101 for n in range(count)]
    batches = batchify(ids, batch_size)
    data, target = get_batch(batches, i, bptt)
    cases.append(
        {
            "ids": ids,
            "batchSize": batch_size,
            "i": i,
            "bptt": bptt,
            "batches": batches.tolist(),
            "data": data.tolist(),
            "target": target.tolist(),
        }
    )
print(json.dumps(cases))
