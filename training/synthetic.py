"""Pictures with known masks made of random numbers: no patient's data, for tests, golden vectors and the walk-through.

python training/synthetic.py wells --count 50 --out my-wells
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np


def smooth_noise(rng: np.random.Generator, h: int, w: int, cell: int) -> np.ndarray:
    """Bilinear value noise (h, w) in 0..1; features are about `cell` pixels wide."""
    grid = rng.random((h // cell + 2, w // cell + 2))
    ys, xs = np.arange(h) / cell, np.arange(w) / cell
    y0, x0 = ys.astype(int), xs.astype(int)
    fy, fx = (ys - y0)[:, None], (xs - x0)[None]
    fy, fx = fy * fy * (3 - 2 * fy), fx * fx * (3 - 2 * fx)
    a, b = grid[y0][:, x0], grid[y0][:, x0 + 1]
    c, d = grid[y0 + 1][:, x0], grid[y0 + 1][:, x0 + 1]
    return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy


def dermoscopy(seed: int, h: int = 576, w: int = 768) -> tuple[np.ndarray, np.ndarray]:
    """A pigmented lesion on skin with hairs: RGB (h, w, 3) uint8 and mask (h, w) bool."""
    rng = np.random.default_rng(seed)
    ys, xs = np.mgrid[0:h, 0:w].astype(float)
    tone = np.array([214, 164, 146]) + rng.normal(0, 8, 3)
    img = tone[None, None] * (0.92 + 0.12 * smooth_noise(rng, h, w, 96)[..., None])
    img += (smooth_noise(rng, h, w, 6)[..., None] - 0.5) * 14
    cy, cx = h * rng.uniform(0.42, 0.58), w * rng.uniform(0.42, 0.58)
    base = min(h, w) * rng.uniform(0.17, 0.28)
    angle = np.arctan2(ys - cy, xs - cx)
    radius = np.hypot(ys - cy, (xs - cx) * rng.uniform(0.8, 1.2))
    edge = base * (1 + sum(rng.uniform(0.01, 0.09) * np.cos(k * angle + rng.uniform(0, 6.28)) for k in range(2, 8)))
    mask = radius < edge
    soft = 1 / (1 + np.exp((radius - edge) / 4))
    network = smooth_noise(rng, h, w, 14) * 0.5 + smooth_noise(rng, h, w, 40) * 0.5
    lesion = np.array([112, 70, 52]) * (0.55 + 0.75 * network[..., None])
    img = img * (1 - soft[..., None]) + lesion * soft[..., None]
    for _ in range(rng.integers(3, 9)):
        x0, y0, slope, bend = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(-2, 2), rng.uniform(-0.002, 0.002)
        line = np.abs(ys - (y0 + slope * (xs - x0) + bend * (xs - x0) ** 2)) / np.hypot(1, slope) < 1.1
        img[line] = img[line] * 0.35
    img += rng.normal(0, 3, img.shape)
    return np.clip(img, 0, 255).astype(np.uint8), mask


def histology(seed: int, h: int = 1000, w: int = 1000, count: int = 420) -> tuple[np.ndarray, np.ndarray]:
    """Nuclei in stained tissue at 40x: RGB (h, w, 3) uint8 and object numbers (h, w) uint16."""
    rng = np.random.default_rng(seed)
    fibres = smooth_noise(rng, h, w, 60) * 0.6 + smooth_noise(rng, h, w, 17) * 0.4
    img = np.array([226, 178, 205])[None, None] * (0.82 + 0.26 * fibres[..., None])
    img += (smooth_noise(rng, h, w, 4)[..., None] - 0.5) * 26
    ids = np.zeros((h, w), np.uint16)
    n = 0
    for _ in range(count * 3):
        if n >= count:
            break
        a, b, t = rng.uniform(8, 16), rng.uniform(6, 12), rng.uniform(0, np.pi)
        cy, cx = rng.uniform(0, h), rng.uniform(0, w)
        r = int(max(a, b)) + 3
        y0, y1, x0, x1 = max(0, int(cy) - r), min(h, int(cy) + r), max(0, int(cx) - r), min(w, int(cx) + r)
        ys, xs = np.mgrid[y0:y1, x0:x1]
        u = (xs - cx) * np.cos(t) + (ys - cy) * np.sin(t)
        v = -(xs - cx) * np.sin(t) + (ys - cy) * np.cos(t)
        inside = (u / a) ** 2 + (v / b) ** 2 < 1
        if (ids[y0:y1, x0:x1][inside] > 0).mean() > 0.05:
            continue
        n += 1
        ids[y0:y1, x0:x1][inside] = n
        tone = np.array([92, 60, 132]) * rng.uniform(0.75, 1.25)
        texture = 0.8 + 0.4 * smooth_noise(rng, y1 - y0, x1 - x0, 5)
        rim = 0.75 + 0.25 * (1 - np.clip((u / a) ** 2 + (v / b) ** 2, 0, 1))
        img[y0:y1, x0:x1][inside] = (tone[None, None] * (texture * rim)[..., None])[inside]
    img += rng.normal(0, 4, img.shape)
    return np.clip(img, 0, 255).astype(np.uint8), ids


def wells(seed: int, h: int = 384, w: int = 512) -> tuple[np.ndarray, np.ndarray]:
    """Growth zones on a 4 x 6 well plate seen from above: RGB (h, w, 3) uint8 and mask (h, w) bool.

    A well has a bright rim and a pale medium; in most of them a colony, paler still and without a sharp edge.
    """
    rng = np.random.default_rng(seed)
    ys, xs = np.mgrid[0:h, 0:w].astype(float)
    img = np.full((h, w, 3), (58, 66, 74), float) + (smooth_noise(rng, h, w, 80)[..., None] - 0.5) * 30
    mask = np.zeros((h, w), bool)
    medium = np.array([176, 150, 108]) + rng.normal(0, 10, 3)
    colony = np.array([224, 214, 186]) + rng.normal(0, 6, 3)
    dx, dy = rng.uniform(-6, 6, 2)
    for row in range(4):
        for column in range(6):
            cy, cx, r = (row + 0.5) * h / 4 + dy, (column + 0.5) * w / 6 + dx, 0.42 * min(h / 4, w / 6)
            distance = np.hypot(ys - cy, xs - cx)
            inside = distance < r
            img[inside] = (medium * (0.85 + 0.3 * smooth_noise(rng, h, w, 24)[..., None]))[inside]
            img[np.abs(distance - r) < 1.5] = (208, 212, 214)
            if rng.random() < 0.15:
                continue
            oy, ox, size = *rng.uniform(-0.3, 0.3, 2) * r, rng.uniform(0.25, 0.6) * r
            angle = np.arctan2(ys - cy - oy, xs - cx - ox)
            away = np.hypot(ys - cy - oy, xs - cx - ox)
            edge = size * (1 + sum(rng.uniform(0, 0.12) * np.cos(k * angle + rng.uniform(0, 6.28)) for k in range(2, 6)))
            soft = (1 / (1 + np.exp((away - edge) / 1.5)) * inside)[..., None] * rng.uniform(0.6, 0.9)
            img = img * (1 - soft) + colony * soft
            mask |= (away < edge) & inside
    light = 0.8 + 0.35 * smooth_noise(rng, h, w, 200)
    img = img * light[..., None] + rng.normal(0, 5, img.shape)
    return np.clip(img, 0, 255).astype(np.uint8), mask


KINDS = {"dermoscopy": dermoscopy, "histology": histology, "wells": wells}


def write_folder(kind: str, count: int, out: str | Path, seed: int = 0, size: tuple[int, int] | None = None) -> Path:
    """A folder as a person would have it: images/, masks/ (16-bit numbers where objects are told apart), licence.txt."""
    out = Path(out)
    for part in ("images", "masks"):
        (out / part).mkdir(parents=True, exist_ok=True)
    for i in range(count):
        image, mask = KINDS[kind](seed + i, *(size or ()))
        cv2.imwrite(str(out / "images" / f"{kind}-{i:03}.png"), image[..., ::-1])
        mask = mask.astype(np.uint8) * 255 if mask.dtype == bool else mask
        cv2.imwrite(str(out / "masks" / f"{kind}-{i:03}.png"), mask)
    (out / "licence.txt").write_text("Drawn from random numbers: CC0.\n")
    return out


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("kind", choices=KINDS)
    p.add_argument("--count", type=int, default=50)
    p.add_argument("--out", required=True)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--size", type=int, nargs=2, metavar=("HEIGHT", "WIDTH"))
    a = p.parse_args(argv)
    print(write_folder(a.kind, a.count, a.out, a.seed, a.size and tuple(a.size)))


if __name__ == "__main__":
    main()
