"""Embeddings of pictures by PyTorch and torchvision, as their tutorials and their documentation on speed would have them made.

    peer.py ARCH PICTURES OUT.parquet --mode eager|compile --dtype float32|bfloat16 [--weights FILE] [--backbone-only | --load-only]

PICTURES is a folder of folders. The last line printed says how many pictures a second went through, imports and compilation left out:
from JPEG to Parquet, or through the network alone, or from JPEG to ready batches. `peer.py --versions` prints what would run.
"""

import argparse
import os
import platform
import statistics
import time

import pyarrow
import pyarrow.parquet
import torch
import torchvision
from torch.utils.data import DataLoader

SIDE = 224
BATCH = 64
SECONDS = 4
FEWEST = 5
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def versions():
    return (f"Python {platform.python_version()}, torch {torch.__version__}, torchvision {torchvision.__version__}, "
            f"pyarrow {pyarrow.__version__}, {torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads")


class Backbone:
    """A torchvision classifier without its last layer. Compiled, it is frozen, fused and in channels-last memory."""

    def __init__(self, arch, weights, mode, dtype):
        torch.manual_seed(0)
        network = torchvision.models.get_model(arch, weights=None)
        if weights:
            network.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
        if arch.startswith("vgg"):
            network.classifier[-1] = torch.nn.Identity()
        else:
            network.fc = torch.nn.Identity()
        self.dtype = dtype
        self.layout = torch.channels_last if mode == "compile" else torch.contiguous_format
        self.network = network.eval().to(dtype=dtype, memory_format=self.layout)
        if mode == "compile":
            torch._inductor.config.freezing = True
            self.network = torch.compile(self.network)

    def __call__(self, pictures):
        """float32 [n, 3, 224, 224] to float32 [n, dim]; short batches are filled up, so that only one shape is compiled."""
        count = len(pictures)
        if count < BATCH:
            pictures = torch.nn.functional.pad(pictures, (0, 0, 0, 0, 0, 0, 0, BATCH - count))
        return self.network(pictures.to(dtype=self.dtype, memory_format=self.layout)).float()[:count]


def alone(backbone):
    batch = torch.rand(BATCH, 3, SIDE, SIDE)
    seconds = []
    while len(seconds) < FEWEST or sum(seconds) < SECONDS:
        start = time.perf_counter()
        backbone(batch)
        seconds.append(time.perf_counter() - start)
    return BATCH / statistics.median(seconds)


def ready_batches(folder):
    transform = torchvision.models.ResNet18_Weights.IMAGENET1K_V1.transforms()
    pictures = torchvision.datasets.ImageFolder(folder, transform)
    return pictures, DataLoader(pictures, batch_size=BATCH, num_workers=CORES)


def loaded(folder):
    pictures, batches = ready_batches(folder)
    start = time.perf_counter()
    for _ in batches:
        pass
    return len(pictures) / (time.perf_counter() - start)


def whole(backbone, folder, out):
    pictures, batches = ready_batches(folder)
    start = time.perf_counter()
    embeddings = torch.cat([backbone(batch) for batch, _ in batches])
    table = pyarrow.table({
        "path": [path for path, _ in pictures.samples],
        "label": [pictures.classes[target] for target in pictures.targets],
        "embedding": list(embeddings.numpy()),
    })
    pyarrow.parquet.write_table(table, out)
    return len(pictures) / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--versions", action="version", version=versions())
    parser.add_argument("arch")
    parser.add_argument("pictures")
    parser.add_argument("out")
    parser.add_argument("--weights")
    parser.add_argument("--mode", choices=["eager", "compile"], default="eager")
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--backbone-only", action="store_true")
    only.add_argument("--load-only", action="store_true")
    args = parser.parse_args()
    if args.load_only:
        rate = loaded(args.pictures)
    else:
        backbone = Backbone(args.arch, args.weights, args.mode, getattr(torch, args.dtype))
        with torch.inference_mode():
            for _ in range(2):
                backbone(torch.rand(BATCH, 3, SIDE, SIDE))
            rate = alone(backbone) if args.backbone_only else whole(backbone, args.pictures, args.out)
    print(f"{rate:.2f} pictures/s")


if __name__ == "__main__":
    main()
