"""Resizes and crops noise of many shapes with Pillow 13 as torchvision's Resize and CenterCrop do. Writes resizes.json: for WIDTHxHEIGHT
RESIZE/CROP the SHA-256 of the crop's RGB bytes. The noise is a formula, so that tests can make it too. Needs numpy and Pillow 13."""
import hashlib, json, pathlib
import numpy as np
import PIL
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
SHAPES = [(300, 599), (300, 600), (300, 601), (300, 640), (301, 603), (640, 300), (65, 131), (64, 129), (63, 130), (33, 67), (40, 4000),
          (70, 9000), (9000, 70), (129, 259), (500, 1002), (222, 1000), (1000, 222), (66, 1500), (400, 900), (256, 512), (256, 513),
          (257, 515), (700, 500), (1, 300), (2, 5), (100, 201), (450, 901)]
TARGETS = [(256, 224), (64, 56), (40, 33)]


def noise(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.uint64)
    mixed = ((x * 73 + y * 15101 + c * 199933 + 7) * 2654435761) & 0xffffffff
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xffffffff
    return (mixed >> 24).astype(np.uint8)


def crop(im, resize, side):
    w, h = im.size
    size = (resize, int(resize * h / w)) if w <= h else (int(resize * w / h), resize)
    left, top = round((size[0] - side) / 2), round((size[1] - side) / 2)
    return im.resize(size, Image.BILINEAR).crop((left, top, left + side, top + side))


assert PIL.__version__.startswith("13."), PIL.__version__
digests = {f"{w}x{h} {r}/{s}": hashlib.sha256(crop(Image.fromarray(noise(w, h)), r, s).tobytes()).hexdigest()
           for w, h in SHAPES for r, s in TARGETS}
(HERE / "resizes.json").write_text(json.dumps(digests, indent=1) + "\n")
