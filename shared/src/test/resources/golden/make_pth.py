"""Writes pth/: small state dicts in both formats that torch.save has used, with expected values, and files that must be refused."""
import argparse, json, os, pathlib, pickle
from collections import Counter, OrderedDict
import numpy as np
import torch

OUT = pathlib.Path(__file__).resolve().parent / "pth"
OUT.mkdir(exist_ok=True)
torch.manual_seed(3)
base = torch.randn(4, 6)
sd = OrderedDict(
    [("conv.weight", torch.randn(3, 2, 3, 3)), ("conv.bias", torch.randn(3)),
     ("bn.num_batches_tracked", torch.tensor(7)), ("half.weight", torch.randn(2, 3).half()),
     ("bf16.weight", torch.randn(2, 3).bfloat16()), ("double.weight", torch.randn(2, 2).double()),
     ("transposed.weight", base.t()), ("view.weight", base[1:3, 2:5]), ("shared.weight", base),
     ("channels_last.weight", torch.randn(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)),
     ("empty.weight", torch.empty(0, 4))])
torch.save(sd, OUT / "zip.pth")
torch.save(sd, OUT / "legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"epoch": 3, "state_dict": OrderedDict(("module." + k, v) for k, v in sd.items()), "best": 0.5}, OUT / "checkpoint.pth")
torch.save(OrderedDict((k, torch.nn.Parameter(v)) if v.is_floating_point() else (k, v) for k, v in sd.items()), OUT / "parameters.pth")
# What training programs keep beside: all that torch.load(weights_only=True) takes, and classes that it does not.
beside = {
    "epoch": 7, "best": 0.5, "name": "resnet", "none": None, "flags": [True, False], "classes": {"ants", "bees"}, "raw": b"\0\1" * 600,
    "bytes": bytearray(b"abc"), "size": torch.Size([3, 4]), "device": torch.device("cpu"), "dtype": torch.float16, "count": Counter("abca"),
    "complex": 1 + 2j, "sparse": torch.eye(3).to_sparse(), "spectrum": torch.randn(3, dtype=torch.complex64), "big": 10 ** 40,
    "scalar": np.float64(71.2), "array": np.arange(5), "args": argparse.Namespace(lr=0.1, out=pathlib.PurePosixPath("runs")),
    "optimizer": {"state": {0: {"step": torch.tensor(3.0), "momentum_buffer": torch.randn(3, 2, 3, 3)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}}
beside["itself"] = beside["flags"]
beside["flags"].append(beside["flags"])
torch.save({**beside, "model": sd}, OUT / "beside.pth")
torch.save({**beside, "model": sd}, OUT / "beside-legacy.pth", _use_new_zipfile_serialization=False)
(OUT / "expected.json").write_text(json.dumps(
    {k: {"dtype": str(v.dtype).removeprefix("torch."), "shape": list(v.shape), "values": v.double().flatten().tolist()} for k, v in sd.items()}, indent=1))


class Evil:
    def __reduce__(self):
        return os.system, ("touch pwned",)


torch.save({"a": torch.zeros(1), "evil": Evil()}, OUT / "refuse-runs-code.pth")
whole = (OUT / "zip.pth").read_bytes()
(OUT / "refuse-truncated.pth").write_bytes(whole[: len(whole) * 2 // 3])
(OUT / "refuse-empty.pth").write_bytes(b"")
(OUT / "refuse-html.pth").write_bytes(b"<!DOCTYPE html><html><body>404 Not Found</body></html>\n")
(OUT / "refuse-plain.pth").write_bytes(pickle.dumps({"a": 1}, protocol=2))
