"""Crops the pictures in images/ with Pillow and torchvision, as README.md describes. Writes crops.json and the crops that tests compare
pixel by pixel: those of the four pictures that shared's features are made of go to shared's folder of golden files.
Needs torch, torchvision, numpy and Pillow."""
import hashlib, json, pathlib
import numpy as np, torchvision
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
KEPT = {HERE / "crops": ["grey16.png"],
        HERE.parents[4] / "shared/src/test/resources/golden/crops": ["landscape-420.jpg", "portrait-444.jpg", "rgb.png", "panorama.jpg"]}


def crop(path, resize=256, size=224):
    im = Image.open(path)
    im = im.point(lambda v: v / 257).convert("L") if im.mode.startswith("I") else im
    im = im.convert("RGB")
    w, h = im.size
    nw, nh = (resize, int(resize * h / w)) if w <= h else (int(resize * w / h), resize)
    t = torchvision.transforms.functional.center_crop(
        torchvision.transforms.functional.resize(im, [resize], antialias=True), [size, size])
    assert im.resize((nw, nh), Image.BILINEAR).size == (nw, nh)
    return t


def main():
    files = {}
    for p in sorted((HERE / "images").iterdir()):
        for r, s in ((256, 224), (232, 224)):
            c = crop(p, r, s)
            files.setdefault(p.name, {})[f"{r}/{s}"] = hashlib.sha256(np.asarray(c).tobytes()).hexdigest()
            for folder, names in KEPT.items():
                if r == 256 and p.name in names:
                    folder.mkdir(exist_ok=True)
                    c.save(folder / (p.name + ".png"), optimize=True)
    (HERE / "crops.json").write_text(json.dumps(files, indent=1))


main()
