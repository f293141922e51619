"""Draws the golden test pictures: synthetic, so free of any licence. Needs numpy and Pillow; writes images/."""
import io, pathlib
import numpy as np
from PIL import Image

OUT = pathlib.Path(__file__).resolve().parent / "images"


def scene(w, h, seed):
    """A picture with gradients, soft blobs, hard edges and grain, uint8 [h, w, 3]."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    img = np.stack([x / max(w - 1, 1), y / max(h - 1, 1), (x + y) / max(w + h - 2, 1)], -1) * 120 + 40
    for _ in range(14):
        cx, cy, s = r.uniform(0, w), r.uniform(0, h), r.uniform(0.04, 0.2) * max(w, h)
        img += r.uniform(-90, 90, 3) * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * s * s))[..., None]
    for _ in range(6):
        x0, y0 = int(r.uniform(0, w)), int(r.uniform(0, h))
        x1, y1 = x0 + int(r.uniform(0.05, 0.3) * w) + 1, y0 + int(r.uniform(0.05, 0.3) * h) + 1
        img[y0:y1, x0:x1] = r.uniform(0, 255, 3)
    return np.clip(img + r.normal(0, 6, img.shape), 0, 255).astype(np.uint8)


def main():
    OUT.mkdir(exist_ok=True)
    im = lambda w, h, s: Image.fromarray(scene(w, h, s))
    im(500, 375, 1).save(OUT / "landscape-420.jpg", quality=90)
    im(375, 500, 2).save(OUT / "portrait-444.jpg", quality=95, subsampling=0)
    im(640, 427, 3).save(OUT / "progressive.jpg", quality=85, progressive=True)
    im(333, 501, 4).convert("L").save(OUT / "grey.jpg", quality=90)
    im(400, 300, 5).convert("CMYK").save(OUT / "cmyk.jpg", quality=90)
    exif = Image.Exif(); exif[0x0112] = 6
    im(480, 320, 6).save(OUT / "exif-rotate-6.jpg", quality=90, exif=exif)
    im(301, 257, 7).save(OUT / "rgb.png")
    rgba = np.dstack([scene(300, 300, 8), np.linspace(0, 255, 300 * 300).reshape(300, 300).astype(np.uint8)])
    Image.fromarray(rgba, "RGBA").save(OUT / "rgba.png")
    im(280, 350, 9).quantize(64).save(OUT / "palette.png")
    g = scene(260, 310, 10)[..., 0].astype(np.uint16) * 257
    Image.fromarray(g).save(OUT / "grey16.png")
    im(9, 7, 11).save(OUT / "tiny.png")
    im(1800, 60, 12).save(OUT / "panorama.jpg", quality=90)
    im(320, 240, 13).save(OUT / "plain.bmp")
    im(420, 280, 15).save(OUT / "lossy.webp", quality=85)
    im(2400, 1600, 16).save(OUT / "large.jpg", quality=80)


main()
