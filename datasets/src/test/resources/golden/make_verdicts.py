"""Writes formats/verdicts.json: what Pillow makes of the pictures in formats/seeds and of their damaged copies.

Usage: make_verdicts.py FOLDER, of the files that Damage's main method wrote. Pillow 13.0 made the file that is checked in.

A verdict is "-" for a picture that is refused, or eight digits of the SHA-256 of its width, its height and its RGB bytes. Grey samples of 16
bits are shifted down by 8, where Pillow's convert clips them.
"""

import collections
import hashlib
import json
import os
import sys

import numpy as np
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))


def verdict(path):
    try:
        image = Image.open(path)
        image.load()
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I"):
            image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        rgb = image.convert("RGB")
    except Exception:
        return "-"
    return hashlib.sha256(b"%d %d " % rgb.size + rgb.tobytes()).hexdigest()[:8]


if __name__ == "__main__":
    found = collections.defaultdict(dict)
    for name in os.listdir(sys.argv[1]):
        picture, number = name.rsplit("_", 1)
        found[picture][int(number)] = verdict(os.path.join(sys.argv[1], name))
    verdicts = {picture: [of for _, of in sorted(numbers.items())] for picture, numbers in sorted(found.items())}
    with open(os.path.join(HERE, "formats", "verdicts.json"), "w") as f:
        f.write("{\n" + ",\n".join(f'"{name}": {json.dumps(" ".join(of))}' for name, of in verdicts.items()) + "\n}\n")
    print(sum(map(len, verdicts.values())), "verdicts")
