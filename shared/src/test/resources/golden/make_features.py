"""Computes the features of the four pictures in crops/ with torchvision, in float64, as README.md describes.
Writes features.safetensors and weights.json beside this file. Needs torch, torchvision, numpy, Pillow and safetensors; takes some
minutes on two cores."""
import hashlib, json, math, pathlib
import numpy as np, torch, torchvision
from PIL import Image
from safetensors.torch import save_file
from torchvision.models.feature_extraction import create_feature_extractor

HERE = pathlib.Path(__file__).resolve().parent
ARCHS = ("resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d "
         "wide_resnet50_2 wide_resnet101_2 vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn").split()
FEATURE_IMAGES = ["landscape-420.jpg", "portrait-444.jpg", "rgb.png", "panorama.jpg"]
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
LAYERS = {"resnet18": ["relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool", "fc"],
          "resnet50": ["layer1", "layer2", "layer3", "layer4", "avgpool", "fc"],
          "vgg16": ["features", "avgpool", "classifier.0", "classifier.1", "classifier.3", "classifier.4", "classifier.6"],
          "vgg11_bn": ["features", "avgpool", "classifier.4"]}


def seeded(name, shape, arch, seed=0):
    n = math.prod(shape)
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little") ^ seed
    with np.errstate(over="ignore"):
        z = np.uint64(key) + (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    u = (z >> np.uint64(40)).astype(np.float32) * np.float32(2 ** -24)
    s = np.float32(2) * u - np.float32(1)
    leaf, owner = name.rsplit(".", 1)[1], name.rsplit(".", 1)[0]
    tenth = np.float32(0.1)
    if len(shape) >= 2:                                   # convolution or linear weight
        fan_in = n // shape[0]
        v = np.float32(math.sqrt(6 / fan_in)) * s
    elif leaf == "running_var":
        v = np.float32(1) + tenth * s
    elif leaf == "running_mean":
        v = tenth * s
    elif leaf == "weight":                                # batch norm
        v = np.float32(1) + tenth * s
        basic = arch in ("resnet18", "resnet34")
        if owner.startswith("layer") and owner.endswith(".bn2" if basic else ".bn3"):
            v = v * np.float32(0.25)
    elif leaf == "bias":
        is_norm = (".bn" in "." + owner) or owner.endswith("downsample.1") or (arch.endswith("_bn") and owner.startswith("features") and owner + ".running_mean" in NAMES)
        v = (tenth if is_norm else np.float32(0.05)) * s
    else:
        raise ValueError(name)
    return torch.from_numpy(v.reshape(shape))


NAMES = set()


def model(arch):
    m = getattr(torchvision.models, arch)(weights=None)
    NAMES.clear(); NAMES.update(m.state_dict())
    sd = {k: (torch.zeros_like(v) if k.endswith("num_batches_tracked") else seeded(k, tuple(v.shape), arch)) for k, v in m.state_dict().items()}
    m.load_state_dict(sd)
    return m.double().eval(), sd


def main():
    crops = {f: np.asarray(Image.open(HERE / "crops" / (f + ".png"))) for f in FEATURE_IMAGES}
    x = torch.from_numpy(np.stack([(crops[f].astype(np.float64) / 255 - MEAN) / STD for f in FEATURE_IMAGES]).transpose(0, 3, 1, 2).copy())
    out, hashes = {}, {}
    with torch.inference_mode():
        for arch in ARCHS:
            m, sd = model(arch)
            last = m.fc if arch.startswith(("res", "wide")) else m.classifier[6]
            kept = {}
            h = last.register_forward_pre_hook(lambda mod, a: kept.__setitem__("f", a[0]))
            logits = m(x); h.remove()
            out[f"{arch}/penultimate"] = kept["f"].float().contiguous(); out[f"{arch}/logits"] = logits.float().contiguous()
            k = next(iter(sd)); hashes[arch] = {"parameters": sum(p.numel() for p in m.parameters()), "names": len(sd), k: hashlib.sha256(sd[k].numpy().tobytes()).hexdigest()}
            print(arch, tuple(kept["f"].shape), float(kept["f"].abs().mean()), float(logits.abs().mean()), flush=True)
            if arch in LAYERS:
                f = create_feature_extractor(m, LAYERS[arch])(x)
                for n, v in f.items():
                    v = v.mean((2, 3)) if v.ndim == 4 and n != "avgpool" else v.flatten(1)
                    out[f"{arch}/layer/{n}"] = v.float().contiguous()
    save_file(out, HERE / "features.safetensors", metadata={"images": json.dumps(FEATURE_IMAGES), "weights": "seeded:0", "precision": "float64 computed, float32 stored"})
    (HERE / "weights.json").write_text(json.dumps(hashes, indent=1))


main()
