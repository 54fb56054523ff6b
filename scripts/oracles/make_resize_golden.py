"""Writes src/core/golden/resize.json: what Pillow's bilinear filter makes of a small picture.

Pillow resizes float images ("F") with the same widened triangle, half-pixel centres and
unrounded sums as torch's interpolate(mode="bilinear", antialias=True, align_corners=False).

    python scripts/oracles/make_resize_golden.py        (needs numpy and Pillow)
"""
import json
from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 23, 17
SIZES = [(7, 5), (23, 17), (40, 31), (9, 44), (22, 16), (1, 1)]


def main():
    picture = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    cases = []
    for width, height in SIZES:
        planes = [
            np.asarray(Image.fromarray(picture[..., c].astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR))
            for c in range(3)
        ]
        cases.append({"width": width, "height": height, "planes": [round(float(v), 3) for v in np.stack(planes).ravel()]})
    out = Path(__file__).parents[2] / "src/core/golden/resize.json"
    out.write_text(json.dumps({"width": WIDTH, "height": HEIGHT, "rgb": picture.ravel().tolist(), "cases": cases}))


if __name__ == "__main__":
    main()
