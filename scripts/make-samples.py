"""Writes the sample pictures in public/samples.

    pip install -r scripts/make-samples.requirements.txt
    pip install --no-deps stardist==0.9.2
    python scripts/make-samples.py

Dermoscopy and histology are drawn: nobody's skin and nobody's tissue, every pixel comes from random
numbers with a fixed seed. They look enough like the real thing for the model to find what was drawn.
The fluorescence picture is real; LICENSES.md beside the pictures says where it comes from.
"""
from __future__ import annotations

from importlib.metadata import files
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from scipy.ndimage import gaussian_filter, map_coordinates

SAMPLES = Path(__file__).parent.parent / "public" / "samples"


def noise(rng: np.random.Generator, shape: tuple[int, int], blur_px: float) -> np.ndarray:
    """Smooth noise with mean 0 and deviation 1; features are about `blur_px` wide."""
    field = gaussian_filter(rng.standard_normal(shape), blur_px, mode="reflect")
    return (field - field.mean()) / field.std()


def mix(below: np.ndarray, above, opacity: np.ndarray) -> np.ndarray:
    return below + (np.asarray(above, float) - below) * opacity[..., None]


def save(picture: np.ndarray, name: str) -> None:
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(SAMPLES / name, quality=90, subsampling=0)


def smoothstep(edge: np.ndarray, width: float) -> np.ndarray:
    """1 well inside (edge > 0), 0 well outside, over about 2 × width pixels."""
    return 1 / (1 + np.exp(-np.clip(edge / width * 2, -30, 30)))


def dermoscopy(seed: int, height: int = 576, width: int = 768) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shape = (height, width)
    ys, xs = np.mgrid[0:height, 0:width].astype(float)

    skin = np.array([222.0, 170.0, 150.0]) + noise(rng, shape, 70)[..., None] * [6, 8, 8]
    skin += noise(rng, shape, 9)[..., None] * [2.5, 3.5, 3.5] + noise(rng, shape, 2)[..., None] * 2.5
    # Redness around follicles.
    skin -= np.clip(noise(rng, shape, 12) - 1.6, 0, None)[..., None] * [4, 14, 12]

    cy, cx = height * 0.51, width * 0.49
    base = height * 0.26
    angle = np.arctan2(ys - cy, xs - cx)
    wobble = sum(rng.uniform(0.02, 0.08) * np.cos(k * angle + rng.uniform(0, 6.28)) for k in range(2, 7))
    edge = base * (1 + wobble) - np.hypot(ys - cy, (xs - cx) * 0.88) + noise(rng, shape, 7) * 3
    lesion = smoothstep(edge, 6)

    depth = gaussian_filter(np.clip(edge / base, 0, 1), 22)
    brown = np.array([150.0, 98.0, 72.0]) - depth[..., None] * [58, 52, 40]
    brown += noise(rng, shape, 34)[..., None] * [16, 13, 11]
    # Pigment network: dark lines where a field of cells changes sign.
    cells = noise(rng, shape, 5.5)
    network = np.exp(-((cells / 0.32) ** 2)) * (0.5 + 0.5 * np.clip(noise(rng, shape, 40), -1, 1))
    brown -= network[..., None] * [34, 27, 20]
    globules = np.clip(noise(rng, shape, 4) - 1.7, 0, 0.6) / 0.6
    brown = mix(brown, [58, 36, 30], globules * 0.8)
    veil = np.clip(noise(rng, shape, 45) - 0.9, 0, 1)
    brown = mix(brown, [112, 104, 118], veil * depth * 0.7)
    picture = mix(skin, brown, lesion)

    for _ in range(9):
        picture = hair(rng, picture, xs, ys)
    vignette = np.hypot((xs - width / 2) / width, (ys - height / 2) / height)
    picture *= (1 - 0.42 * np.clip(vignette - 0.33, 0, None) ** 1.3)[..., None]
    return picture + rng.standard_normal(picture.shape) * 2


def hair(rng: np.random.Generator, picture: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    height, width = xs.shape
    x0, y0, angle = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, np.pi)
    along = (xs - x0) * np.cos(angle) + (ys - y0) * np.sin(angle)
    across = -(xs - x0) * np.sin(angle) + (ys - y0) * np.cos(angle) + rng.uniform(-6e-4, 6e-4) * along**2
    length = rng.uniform(90, 260)
    half = rng.uniform(0.7, 1.5) * np.clip(1 - (along / length) ** 2, 0, 1)
    covered = np.clip(half + 0.5 - np.abs(across), 0, 1) * (np.abs(along) < length)
    return mix(picture, [48, 34, 28], covered * 0.85)


def histology(seed: int, side: int = 1000, count: int = 430) -> np.ndarray:
    """H&E at about 40×: 0.25 µm a pixel."""
    rng = np.random.default_rng(seed)
    shape = (side, side)
    bend = noise(rng, shape, 90) * 40
    ys, xs = np.mgrid[0:side, 0:side].astype(float)
    # Fibres: noise stretched along a direction that wanders.
    stripes = map_coordinates(noise(rng, shape, 3), [(ys + bend) % side, (xs * 0.12 + bend) % side], order=1)
    fibres = gaussian_filter(stripes, 1.2)
    picture = np.array([229.0, 178.0, 208.0]) + noise(rng, shape, 60)[..., None] * [7, 12, 8]
    picture += fibres[..., None] * [9, 17, 10] + noise(rng, shape, 2)[..., None] * [3, 5, 3]
    gaps = np.clip(noise(rng, shape, 26) + 0.35 * fibres - 1.75, 0, 0.35) / 0.35
    picture = mix(picture, [244, 238, 243], gaps)
    red_cells = np.clip(noise(rng, shape, 6) - 2.5, 0, 0.3) / 0.3
    picture = mix(picture, [214, 92, 118], red_cells * 0.8)

    taken = np.zeros(shape, bool)
    placed = 0
    while placed < count:
        placed += nucleus(rng, picture, taken, gaps)
    picture = gaussian_filter(picture, (0.7, 0.7, 0))
    return picture + rng.standard_normal(picture.shape) * 2.5


def nucleus(rng: np.random.Generator, picture: np.ndarray, taken: np.ndarray, gaps: np.ndarray) -> bool:
    """Draws one in place unless it would lie on another or in a gap."""
    side = taken.shape[0]
    cy, cx = rng.uniform(0, side, 2)
    long, short = rng.uniform(9, 16), rng.uniform(6.5, 11)
    turn = rng.uniform(0, np.pi)
    reach = int(long) + 6
    y0, y1 = max(0, int(cy) - reach), min(side, int(cy) + reach)
    x0, x1 = max(0, int(cx) - reach), min(side, int(cx) + reach)
    ys, xs = np.mgrid[y0:y1, x0:x1].astype(float)
    u = ((xs - cx) * np.cos(turn) + (ys - cy) * np.sin(turn)) / long
    v = (-(xs - cx) * np.sin(turn) + (ys - cy) * np.cos(turn)) / short
    angle = np.arctan2(v, u)
    wobble = sum(rng.uniform(0, 0.05) * np.cos(k * angle + rng.uniform(0, 6.28)) for k in (2, 3, 4))
    radius = np.hypot(u, v) / (1 + wobble)
    inside = radius < 1
    window = np.s_[y0:y1, x0:x1]
    if inside.sum() < 60 or taken[window][inside].mean() > 0.03 or gaps[window][inside].mean() > 0.3:
        return False
    taken[window] |= inside

    tone = np.array([104.0, 70.0, 148.0]) * rng.uniform(0.78, 1.18)
    chromatin = noise(rng, ys.shape, 1.6)[..., None] * [13, 11, 10]
    rim = np.exp(-(((radius - 0.9) / 0.12) ** 2))
    body = tone + chromatin - rim[..., None] * [26, 22, 18]
    body -= np.clip(noise(rng, ys.shape, 1.8) - 1.3, 0, 1)[..., None] * [34, 30, 22]  # nucleoli
    opacity = smoothstep((1 - radius) * short, 1.0) * 0.94
    picture[window] = mix(picture[window], body, opacity)
    return True


def fluorescence() -> np.ndarray:
    """Nuclei under a fluorescence microscope, 8-bit grey: a picture that the stardist package ships."""
    shipped = [f for f in files("stardist") or [] if f.match("stardist/data/images/img2d.tif")]
    picture = tifffile.imread(shipped[0].locate())
    assert picture.max() < 256, "16-bit file, 8-bit values"
    return picture.astype(np.uint8)


if __name__ == "__main__":
    SAMPLES.mkdir(parents=True, exist_ok=True)
    save(dermoscopy(seed=11), "dermoscopy.jpg")
    save(histology(seed=5), "histology.jpg")
    Image.fromarray(fluorescence()).save(SAMPLES / "fluorescence.png", optimize=True)
