"""Statistics of the descriptor, by which the app tells pictures unlike the training data, and the modality head.

    python training/stats.py --weights W.pt --sets DATA/*_train.tar --outliers PHOTOS --out DIR/descriptor-stats.json

The head is fitted again, on the frozen trunk, over views whose colours vary more than in training: brown-stained
tissue must not be taken for skin. Descriptors are (N, 320).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

import data
import synthetic
from model import SHIPPED_WEIGHTS, SIDE, MedFastSam, load_model, save_weights
from predict import squash

QUANTILE = 0.995  # of our own views lies within each limit


@torch.no_grad()
def descriptors_of(model: MedFastSam, images: Tensor) -> np.ndarray:
    """(n, 3, S, S) 0..255 -> (n, 320) float64."""
    return model.lka_encoder(images).descriptor.float().cpu().numpy().astype(np.float64)


def views(model: MedFastSam, s: data.ImageSet, n: int, side: int, device, wild: bool = False) -> np.ndarray:
    """Descriptors (n, 320) of n augmented crops, or of n in wilder colours than training has."""
    name, found = model.config.modalities[s.modality], []
    for k in range(0, n, 4):
        images, _ = data.sample(s, min(4, n - k), side, device)  # (4, 3, S, S)
        if wild:
            images = data.restain(images) if name == "histology" else images
            images = data.blur_and_noise(data.jitter_colours(images, 0.5 if name == "histology" else 1.3))
        else:
            images = data.augment(images, name, s.tiled)
        found.append(descriptors_of(model, images))
    return np.concatenate(found)


def fit_head(x: np.ndarray, y: np.ndarray, classes: int, penalty: float = 1e-3) -> tuple[Tensor, Tensor, float]:
    """Ridge-penalised multinomial regression: weight (classes, 320), bias (classes,), share of views told right."""
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    z, t = torch.tensor((x - mean) / deviation), torch.tensor(y)
    w = torch.zeros(classes, x.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros(classes, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w, b], max_iter=300, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(z @ w.T + b, t) + penalty * w.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        right = ((z @ w.T + b).argmax(1) == t).double().mean().item()
        weight = w / torch.tensor(deviation)
        return weight, b - weight @ torch.tensor(mean), right


def whitening(x: np.ndarray, y: np.ndarray, dims: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean (320,), projection (320, dims) to unit variance within classes, and its directions (320, dims)."""
    within = sum(np.cov(x[y == k].T) * (y == k).sum() for k in np.unique(y)) / len(y)
    values, vectors = np.linalg.eigh(within + 1e-6 * np.trace(within) / len(within) * np.eye(len(within)))
    top = np.argsort(values)[::-1][:dims]
    return x.mean(0), vectors[:, top] / np.sqrt(values[top]), vectors[:, top]


def nearest(z: np.ndarray, class_means: np.ndarray) -> np.ndarray:
    """Squared distance of each view to the nearest class mean."""
    return ((z[:, None] - class_means[None]) ** 2).sum(2).min(1)


def residuals(x: np.ndarray, mean: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Squared length of what lies outside the kept directions."""
    c = x - mean
    return ((c - c @ directions @ directions.T) ** 2).sum(1)


def statistics(names: Sequence[str], x: np.ndarray, wild: np.ndarray, y: np.ndarray, others: np.ndarray, dims: int = 32) -> dict:
    """The app's descriptor-stats.json of views x (N, 320) of classes y, wilder views, and pictures of anything else."""
    mean, projection, directions = whitening(x, y, dims)
    z = (x - mean) @ projection  # (N, dims)
    class_means = np.stack([z[y == k].mean(0) if (y == k).any() else np.zeros(dims) for k in range(len(names))])
    distance = nearest(z, class_means)
    limits = [float(np.quantile(distance[y == k], QUANTILE)) if (y == k).any() else 0.0 for k in range(len(names))]
    ours = np.concatenate([x, wild])
    weight, bias, right = fit_head(np.concatenate([ours, others]), np.array([1] * len(ours) + [0] * len(others)), 2, 1e-2)
    w, b = (weight[1] - weight[0]).numpy(), (bias[1] - bias[0]).item()
    low = float(np.quantile(x @ w + b, 1 - QUANTILE))
    print(
        f"familiar or not: {100 * right:.1f} % right; {100 * (others @ w + b < low).mean():.1f} % of {len(others)} others are told"
    )
    return {
        "modalities": list(names),
        "mean": np.round(mean, 5).tolist(),
        "projection": np.round(projection, 5).tolist(),
        "classMeans": np.round(class_means, 4).tolist(),
        "distance99_5": np.round(limits, 2).tolist(),
        "familiar": {"weight": np.round(w, 5).tolist(), "bias": round(b, 4), "threshold": round(low, 3)},
        "residual99_5": round(float(np.quantile(residuals(ours, mean, directions), QUANTILE)), 4),
    }


def add_class(stats: dict, name: str, x: np.ndarray) -> dict:
    """Statistics that also know views x (N, 320) of one more class; the others' limits stay or widen."""
    mean, projection = np.array(stats["mean"]), np.array(stats["projection"])
    directions = projection / np.linalg.norm(projection, axis=0)
    z = (x - mean) @ projection
    centre = z.mean(0)
    stats = json.loads(json.dumps(stats))
    at = stats["modalities"].index(name) if name in stats["modalities"] else len(stats["modalities"])
    for key, value in (
        ("modalities", name),
        ("classMeans", np.round(centre, 4).tolist()),
        ("distance99_5", round(float(np.quantile(((z - centre) ** 2).sum(1), QUANTILE)), 2)),
    ):
        stats[key][at : at + 1] = [value]
    stats["residual99_5"] = max(stats["residual99_5"], round(float(np.quantile(residuals(x, mean, directions), QUANTILE)), 4))
    familiar = stats["familiar"]
    margin = x @ np.array(familiar["weight"]) + familiar["bias"]
    familiar["threshold"] = min(familiar["threshold"], round(float(np.quantile(margin, 1 - QUANTILE)), 3))
    return stats


def drawn_like(stats: dict, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Descriptors (n K, 320) as the statistics say those of each known class lie, and their classes: no data needed."""
    rng = np.random.default_rng(seed)
    back = np.linalg.pinv(np.array(stats["projection"]))  # (dims, 320)
    class_means = np.array(stats["classMeans"])
    x = [np.array(stats["mean"]) + (rng.standard_normal((n, class_means.shape[1])) + m) @ back for m in class_means]
    return np.concatenate(x), np.repeat(np.arange(len(class_means)), n)


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", default=SHIPPED_WEIGHTS)
    p.add_argument("--sets", nargs="+", required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--out-weights", help="write the weights with the modality head fitted again here")
    p.add_argument("--outliers", type=Path, required=True, help="folder of pictures of anything else: photographs, noise")
    p.add_argument("--views", type=int, default=512, help="of each modality")
    p.add_argument("--drawn", type=int, default=48, help="drawn pictures that count as familiar")
    p.add_argument("--limit", type=int, default=0)
    p.add_argument("--side", type=int, default=SIDE)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = p.parse_args(argv)
    torch.manual_seed(3)
    model = load_model(a.weights).to(a.device)
    names = model.config.modalities
    sets = [data.load_packed(path, a.limit, modalities=names) for path in a.sets]
    of_kind = [sum(s.modality == k for s in sets) for k in range(len(names))]
    x, wild, y = [], [], []
    for s in sets:
        n = -(-a.views // of_kind[s.modality])
        x.append(views(model, s, n, a.side, a.device))
        wild.append(views(model, s, n, a.side, a.device, wild=True))
        y += [s.modality] * n
        print(f"{s.name}: {n} views", flush=True)
    x, wild, y = np.concatenate(x), np.concatenate(wild), np.array(y)
    if a.out_weights:
        weight, bias, right = fit_head(np.concatenate([x, wild]), np.concatenate([y, y]), len(names))
        print(f"modality: {100 * right:.1f} % of {2 * len(x)} views right")
        with torch.no_grad():
            model.lka_encoder.modality.weight.copy_(weight), model.lka_encoder.modality.bias.copy_(bias)
        save_weights(model, a.out_weights)
    as_image = lambda v: squash(torch.from_numpy(v).permute(2, 0, 1)[None].float().to(a.device), a.side)  # (1, 3, S, S)
    files = [f for f in sorted(a.outliers.iterdir()) if f.suffix.lower() in data.PICTURE_ENDINGS]
    others = [descriptors_of(model, as_image(cv2.imread(str(f), cv2.IMREAD_COLOR_RGB))) for f in files]
    others = np.concatenate(others)  # (N, 320)
    # drawn pictures of these tissues, such as the app's samples, are no strangers
    drawn = [(synthetic.dermoscopy if k % 2 else synthetic.histology)(k)[0] for k in range(100, 100 + a.drawn)]
    wild = np.concatenate([wild, *[descriptors_of(model, as_image(v)) for v in drawn] * 4])
    a.out.parent.mkdir(parents=True, exist_ok=True)
    a.out.write_text(json.dumps(statistics(names, x, wild, y, others)))


if __name__ == "__main__":
    main()
