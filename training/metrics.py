"""How good masks and objects are. Masks are (H, W) bool, object numbers (H, W) int with 0 for background."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt
from scipy.ndimage import label as components
from skimage.segmentation import watershed

EIGHT = np.ones((3, 3), int)  # neighbours of a pixel, as the app counts them


def dice(a: np.ndarray, b: np.ndarray) -> float:
    """2 |a and b| / (|a| + |b|); two empty masks agree: 1."""
    total = int(a.sum()) + int(b.sum())
    return 1.0 if total == 0 else 2 * int((a & b).sum()) / total


def iou(a: np.ndarray, b: np.ndarray) -> float:
    """|a and b| / |a or b|; two empty masks agree: 1."""
    either = int((a | b).sum())
    return 1.0 if either == 0 else int((a & b).sum()) / either


def outline(mask: np.ndarray) -> np.ndarray:
    """Pixels of the mask with a background pixel, or the image's edge, above, below, left or right."""
    return mask & ~binary_erosion(mask)


def hd95(a: np.ndarray, b: np.ndarray) -> float:
    """95th percentile of the distances between the outlines, in pixels: the larger of both directions.

    Two empty masks: 0. One empty mask: the picture's diagonal, the largest distance there is.
    """
    if not a.any() and not b.any():
        return 0.0
    if not a.any() or not b.any():
        return float(np.hypot(*a.shape))
    edge_a, edge_b = outline(a), outline(b)
    to_b, to_a = distance_transform_edt(~edge_b), distance_transform_edt(~edge_a)
    return float(max(np.percentile(to_b[edge_a], 95), np.percentile(to_a[edge_b], 95)))


# ------------------------------------------------------------------------------------------------------- objects


def split_objects(probability: np.ndarray, core: np.ndarray, threshold: float = 0.5, min_area_px: int = 30) -> np.ndarray:
    """Touching objects apart, as the app does it: (H, W) probabilities of object and core -> object numbers.

    Watershed on falling probability from the pieces of the core (of three pixels and more), and from object pieces
    without a core as a whole. Objects below min_area_px are dropped.
    """
    mask = probability > threshold
    seeds, count = components(core > 0.5, EIGHT)
    sizes = np.bincount(seeds.ravel())
    seeds[(sizes < 3)[seeds]] = 0
    seeds[~mask] = 0
    pieces, _ = components(mask, EIGHT)
    seeded = np.unique(pieces[seeds > 0])
    bare = mask & ~np.isin(pieces, seeded)
    seeds = np.where(bare, pieces + count + 1, seeds)
    levels = np.round(probability * 255).astype(np.int32)
    objects = watershed(255 - levels, seeds, connectivity=2, mask=mask)
    sizes = np.bincount(objects.ravel())
    objects[(sizes < min_area_px)[objects]] = 0
    return renumbered(objects)


def renumbered(objects: np.ndarray) -> np.ndarray:
    """The same objects numbered 1, 2, ..."""
    values, at = np.unique(objects, return_inverse=True)
    numbers = np.arange(len(values)) + (0 if values[0] == 0 else 1)
    return numbers[at].reshape(objects.shape)


def overlaps(truth: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Shared pixels (true objects + 1, found objects + 1) of objects numbered 1, 2, ...; row and column 0: background."""
    shape = truth.max() + 1, found.max() + 1
    return np.bincount(truth.ravel() * shape[1] + found.ravel(), minlength=shape[0] * shape[1]).reshape(shape)


def aji(truth: np.ndarray, found: np.ndarray) -> float:
    """Aggregated Jaccard index (Kumar et al., IEEE TMI 2017): each true object with the found one of best IoU.

    No true and no found object: 1.
    """
    shared = overlaps(renumbered(truth), renumbered(found))
    size_t, size_f = shared.sum(1), shared.sum(0)
    inter = shared[1:, 1:]
    union = size_t[1:, None] + size_f[None, 1:] - inter
    both = either = 0
    used = np.zeros(inter.shape[1], bool)
    for i in range(inter.shape[0]):
        j = int((inter[i] / union[i]).argmax()) if inter.shape[1] else -1
        if j < 0 or inter[i, j] == 0:
            either += size_t[1 + i]
            continue
        both, either = both + inter[i, j], either + union[i, j]
        used[j] = True
    either += size_f[1:][~used].sum()
    return 1.0 if either == 0 else float(both / either)


def object_scores(truth: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """PQ = DQ x SQ (Kirillov et al., CVPR 2019; pairs above IoU 0.5) and the kinds of errors, as counts.

    merged: found objects that hold most of two or more true ones; split: true objects most of two or more found ones
    lie in; missed: true objects that no found one touches by half of either; ghost: found ones likewise.
    """
    shared = overlaps(renumbered(truth), renumbered(found))
    size_t, size_f = shared.sum(1)[1:], shared.sum(0)[1:]
    inter = shared[1:, 1:]
    union = size_t[:, None] + size_f[None] - inter
    pairs = inter / np.maximum(union, 1) > 0.5
    matched = int(pairs.sum())
    sq = float((inter / np.maximum(union, 1))[pairs].mean()) if matched else 0.0
    rest = len(size_t) + len(size_f) - 2 * matched
    dq = matched / (matched + rest / 2) if matched + rest else 1.0
    of_true = inter / np.maximum(size_t[:, None], 1) > 0.5  # a found object holds most of this true one
    of_found = inter / np.maximum(size_f[None], 1) > 0.5  # a true object holds most of this found one
    either = of_true | of_found
    return {
        "aji": aji(truth, found),
        "pq": dq * sq if matched + rest else 1.0,
        "dq": dq,
        "sq": sq if matched + rest else 1.0,
        "objects": len(size_t),
        "found": len(size_f),
        "merged": int((of_true.sum(0) >= 2).sum()),
        "split": int((of_found.sum(1) >= 2).sum()),
        "missed": int((~either.any(1)).sum()),
        "ghost": int((~either.any(0)).sum()),
    }


# --------------------------------------------------------------------------------------------------- calibration


def calibration_bins(probability: np.ndarray, truth: np.ndarray, bins: int = 15) -> np.ndarray:
    """(bins, 3): pixels, sum of probabilities, sum of object pixels. Bins of several pictures can be added."""
    at = np.minimum((probability.ravel() * bins).astype(int), bins - 1)
    sums = [np.bincount(at, weights, bins) for weights in (None, probability.ravel(), truth.ravel().astype(float))]
    return np.stack(sums, 1).astype(float)


def ece(bins: np.ndarray) -> float:
    """Expected calibration error (Guo et al., ICML 2017) of a pixel's probability, over equal bins."""
    return float(np.abs(bins[:, 1] - bins[:, 2]).sum() / bins[:, 0].sum())


def predicted_iou_scores(predicted: Sequence[float], true: Sequence[float], poor: float = 0.7, reviewed: float = 0.2):
    """Pearson's r of predicted and true IoU, and the share of masks below `poor` among the worst-ranked `reviewed`.

    None where it is not defined: all equal, or no poor mask.
    """
    predicted, true = np.asarray(predicted, float), np.asarray(true, float)
    flat = len(true) < 2 or predicted.std() == 0 or true.std() == 0
    r = None if flat else float(np.corrcoef(predicted, true)[0, 1])
    is_poor = true < poor
    worst = np.argsort(predicted, kind="stable")[: round(reviewed * len(true))]
    return {
        "r": r,
        "poor": int(is_poor.sum()),
        "found": float(is_poor[worst].sum() / is_poor.sum()) if is_poor.any() else None,
    }


def bootstrap(values: Sequence[float], rounds: int = 2000, seed: int = 0) -> tuple[float, float]:
    """95 % interval of the mean over pictures drawn again with replacement (percentile method)."""
    values = np.asarray(values, float)
    at = np.random.default_rng(seed).integers(len(values), size=(rounds, len(values)))
    low, high = np.percentile(values[at].mean(1), [2.5, 97.5])
    return float(low), float(high)
