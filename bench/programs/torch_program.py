"""A contender in Python, with PyTorch: answers the words of harness/contender.mjs.

A workload's torch.py has `make(torch, inputs)`, which returns a step and, for its result, the values to compare.
"""
import importlib.util
import pathlib
import sys
import time

try:
    import numpy
    import torch
except Exception as error:  # also libraries that do not fit together
    print("absent", str(error).split("\n")[0], flush=True)
    sys.exit(0)

WORKLOADS = pathlib.Path(__file__).parent.parent / "workloads"


class Inputs:
    """Numbers, and one-dimensional tensors from files: float32, or int64 for labels, called y."""

    def __init__(self, pairs):
        for key, value in (pair.split("=") for pair in pairs):
            setattr(self, key, self.read(key, value) if value.startswith("/") else self.number(value))

    @staticmethod
    def number(text):
        return float(text) if "." in text else int(text)

    @staticmethod
    def read(key, file):
        array = numpy.fromfile(file, "int32" if key == "y" else "float32")
        return torch.from_numpy(array.astype("int64") if key == "y" else array)


def load(workload):
    spec = importlib.util.spec_from_file_location("workload", WORKLOADS / workload / "torch.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.make


def capability():
    try:
        return torch.backends.cpu.get_cpu_capability()
    except AttributeError:
        return torch.__config__.show().split("CPU capability usage: ")[1].split("\n")[0]


mkl = "MKL" if torch.backends.mkl.is_available() else "no MKL"
print("name", f"{torch.__version__}, {mkl}, {capability()}", flush=True)
step = values = None
for line in sys.stdin:
    word, *rest = line.split()
    try:
        if word == "prepare":
            inputs = Inputs(rest[1:])
            torch.set_num_threads(inputs.threads)
            step = values = None
            step, values = load(rest[0])(torch, inputs)
            print("ready", flush=True)
        else:
            warm, steps = int(rest[0]), int(rest[1])
            for _ in range(warm):
                result = step()
            begin = time.perf_counter()
            for _ in range(steps):
                result = step()
            seconds = time.perf_counter() - begin
            print("took", seconds, *(float(value) for value in values(result)), flush=True)
    except Exception as error:
        print("absent", str(error).split("\n")[0], flush=True)
