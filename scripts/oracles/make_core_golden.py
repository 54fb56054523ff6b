"""Writes src/core/golden/*.json: what SciPy, scikit-image and GEOS make of small masks and maps.

    python -m venv .venv && .venv/bin/pip install -r scripts/oracles/requirements.txt
    .venv/bin/python scripts/oracles/make_core_golden.py

Integer pictures are stored as runs "value length value length ..." in row-major order, other
lists of numbers as text too, 8-bit maps as two hexadecimal digits a pixel.
"""

import json
from pathlib import Path

import numpy as np
import shapely
from scipy import ndimage
from scipy.spatial.distance import pdist
from skimage.measure import perimeter_crofton, regionprops
from skimage.morphology import closing, dilation, disk, erosion, remove_small_objects
from skimage.segmentation import expand_labels, watershed

GOLDEN = Path(__file__).resolve().parents[2] / "src" / "core" / "golden"
EIGHT = np.ones((3, 3), int)
FOUR = ndimage.generate_binary_structure(2, 1)


def runs(picture):
    flat = np.asarray(picture).astype(int).ravel()
    cuts = np.flatnonzero(np.diff(flat)) + 1
    starts = np.concatenate([[0], cuts])
    lengths = np.diff(np.concatenate([starts, [flat.size]]))
    return text(v for pair in zip(flat[starts], lengths) for v in pair)


def text(numbers):
    return " ".join(str(v) for v in numbers)


def size(picture):
    return {"width": picture.shape[1], "height": picture.shape[0]}


def write(name, cases):
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / f"{name}.json").write_text(json.dumps(list(cases), indent=2) + "\n")


def blobs(rng, height, width, sigma, share):
    """A mask of smooth random shapes that covers `share` of the picture."""
    field = ndimage.gaussian_filter(rng.standard_normal((height, width)), sigma)
    return field > np.quantile(field, 1 - share)


def spiral(side):
    mask = np.zeros((side, side), bool)
    top, left, bottom, right = 0, 0, side - 1, side - 1
    while top <= bottom and left <= right:
        mask[top, left : right + 1] = True
        mask[top : bottom + 1, right] = True
        mask[bottom, left : right + 1] = True
        mask[top + 2 : bottom + 1, left] = True
        if top + 2 <= bottom:
            mask[top + 2, left : left + 2] = True
        top, left, bottom, right = top + 2, left + 2, bottom - 2, right - 2
    return mask


def masks():
    """Name and mask of every shape that the mask algorithms must survive."""
    rng = np.random.default_rng(20240611)
    checkerboard = np.indices((9, 12)).sum(0) % 2 == 1
    ring = np.zeros((9, 9), bool)
    ring[1:8, 1:8] = True
    ring[3:6, 3:6] = False
    ring[4, 4] = True
    diamond = np.abs(np.indices((9, 9)) - 4).sum(0) == 3
    single = np.zeros((5, 7), bool)
    single[2, 3] = True
    comb = np.zeros((10, 15), bool)
    comb[0] = True
    comb[:, ::2] = True
    yield "empty", np.zeros((4, 6), bool)
    yield "full", np.ones((5, 4), bool)
    yield "one pixel", np.ones((1, 1), bool)
    yield "single pixel", single
    yield "checkerboard", checkerboard
    yield "ring with an island", ring
    yield "open diamond of corners", diamond
    yield "comb", comb
    yield "upside-down comb", comb[::-1]
    yield "spiral", spiral(17)
    yield "1 row", rng.random((1, 40)) < 0.6
    yield "1 column", rng.random((40, 1)) < 0.6
    for share in (0.3, 0.6, 0.9):
        yield f"noise {share}", rng.random((24, 31)) < share
    for sigma in (1, 2, 4):
        yield f"blobs {sigma}", blobs(rng, 48, 56, sigma, 0.45)


def components():
    for name, mask in masks():
        labels, count = ndimage.label(mask, EIGHT)
        yield {
            "name": name,
            "size": size(mask),
            "mask": runs(mask),
            "areaPx": text(np.bincount(labels.ravel(), minlength=count + 1)[1:]),
            "labels": runs(labels),
            "filled": runs(ndimage.binary_fill_holes(mask)),
        }


def flooded(name, probability, core, floor, reference):
    """The seeds that growBasins documents, found by ndimage.label, then scikit-image's flood."""
    markers, count = ndimage.label(core >= 128, EIGHT)
    for level in (reference, floor):
        pieces, _ = ndimage.label(probability >= level, EIGHT)
        for piece in range(1, pieces.max() + 1):
            here = pieces == piece
            if not markers[here].any():
                count += 1
                markers[here] = count
    basin = watershed(
        255 - probability.astype(int), markers, connectivity=2, mask=probability >= floor
    )
    return {
        "name": name,
        "size": size(probability),
        "probability": probability.tobytes().hex(),
        "core": runs(core // 255),
        "floorLevel": floor,
        "referenceLevel": reference,
        "count": count,
        "basin": runs(basin),
    }


def tie_free():
    """No two pixels are equal, so there is one right answer."""
    rng = np.random.default_rng(7)
    for i in range(6):
        shape = (15, 17) if i % 2 else (5, 51)
        values = rng.permutation(np.arange(1, 256)).astype(float).reshape(shape)
        smooth = ndimage.gaussian_filter(values, [0, 0.7, 1.5][i % 3])
        probability = np.empty(255, np.uint8)
        probability[np.argsort(smooth.ravel(), kind="stable")] = np.arange(1, 256)
        core = np.zeros(shape, np.uint8)
        for _ in range(5):
            y, x = rng.integers(shape[0] - 1), rng.integers(shape[1] - 1)
            core[y : y + 2, x : x + 2] = 255
        yield flooded(f"tie-free {i}", probability.reshape(shape), core, 1, 1)


def nuclei():
    """Touching discs with soft edges, as the model paints them; most have a core, some do not."""
    rng = np.random.default_rng(11)
    for i in range(3):
        side = 72
        y, x = np.indices((side, side)) + 0.5
        probability = np.zeros((side, side))
        core = np.zeros((side, side), np.uint8)
        for k in range(22):
            radius = rng.uniform(4, 8)
            distance = np.hypot(y - rng.uniform(0, side), x - rng.uniform(0, side)) / radius
            peak = 0.3 if k % 7 == 3 else 1
            probability = np.maximum(probability, peak / (1 + np.exp((distance - 1) * 9)))
            if k % 5 and peak == 1:
                core[distance < 0.5] = 255
        yield flooded(f"nuclei {i}", np.round(probability * 255).astype(np.uint8), core, 13, 128)


def squared_distance(inside):
    """Exact squared distances to the nearest False; -1 when there is none."""
    if inside.all():
        return np.full(inside.shape, -1)
    nearest = ndimage.distance_transform_edt(
        inside, return_distances=False, return_indices=True
    )
    return ((np.indices(inside.shape) - nearest) ** 2).sum(0)


def distances():
    for name, mask in masks():
        if mask.size > 800:
            continue
        squared = np.where(mask, squared_distance(mask), squared_distance(~mask))
        yield {
            "name": name,
            "size": size(mask),
            "mask": runs(mask),
            "squared": text(squared.ravel()),
        }


def morphology():
    """With a disc of whole radius. Outside the image is background to dilation, object to erosion;
    closing goes over the edge and back.
    """
    rng = np.random.default_rng(3)
    scenes = [(f"blobs {s}", blobs(rng, 40, 45, s, 0.5)) for s in (1.2, 2.5)]
    scenes += [("noise", rng.random((24, 31)) < 0.6), ("spiral", spiral(17))]
    for name, mask in scenes:
        for radius in (1, 2, 3):
            footprint = disk(radius)
            picture = mask.astype(np.uint8)
            yield {
                "name": f"{name}, radius {radius}",
                "size": size(mask),
                "radiusPx": radius,
                "mask": runs(mask),
                "dilated": runs(dilation(picture, footprint, mode="min")),
                "eroded": runs(erosion(picture, footprint, mode="max")),
                "closed": runs(
                    closing(np.pad(picture, radius), footprint)[radius:-radius, radius:-radius]
                ),
            }


def corner_feret(mask):
    """The longest distance between two corners of the object's pixels."""
    pixels = np.argwhere(mask)
    corners = np.unique(np.concatenate([pixels + [dy, dx] for dy in (0, 1) for dx in (0, 1)]), axis=0)
    return float(pdist(corners).max())


def measures():
    rng = np.random.default_rng(5)
    labels, _ = ndimage.label(blobs(rng, 60, 70, 2, 0.4), EIGHT)
    noise = rng.integers(0, 6, (20, 25)) * 3
    nested = np.zeros((12, 14), int)
    nested[1:11, 1:12] = 9
    nested[3:8, 3:9] = 0
    nested[4:6, 4:8] = 2
    nested[6, 5] = 65534
    nested[0, 13] = 7
    line = np.array([[4, 4, 4, 4, 0, 1, 1]])
    scenes = [("blobs", labels), ("noise", noise), ("nested", nested), ("line", line)]
    for name, picture in scenes:
        yield {
            "name": name,
            "size": size(picture),
            "labels": runs(picture),
            "objects": [
                {
                    "label": int(region.label),
                    "areaPx": int(region.area),
                    "centroidX": float(region.centroid[1] + 0.5),
                    "centroidY": float(region.centroid[0] + 0.5),
                    "left": int(region.bbox[1]),
                    "top": int(region.bbox[0]),
                    "right": int(region.bbox[3]),
                    "bottom": int(region.bbox[2]),
                    "perimeterPx": float(perimeter_crofton(picture == region.label, directions=4)),
                    "cornerFeretPx": corner_feret(picture == region.label),
                    "midpointFeretPx": float(region.feret_diameter_max),
                }
                for region in regionprops(picture)
            ],
        }


def hd95(a, b):
    """As MedPy: both borders' distances together, 95th percentile."""
    border_a = a ^ ndimage.binary_erosion(a, FOUR)
    border_b = b ^ ndimage.binary_erosion(b, FOUR)
    to_a = ndimage.distance_transform_edt(~border_a)[border_b]
    to_b = ndimage.distance_transform_edt(~border_b)[border_a]
    return float(np.percentile(np.concatenate([to_a, to_b]), 95))


def comparisons():
    rng = np.random.default_rng(9)
    pairs = []
    for sigma in (1, 2, 4):
        pairs.append((blobs(rng, 40, 45, sigma, 0.4), blobs(rng, 40, 45, sigma, 0.3)))
    moved = np.zeros((30, 30), bool)
    moved[4:16, 5:20] = True
    pairs.append((moved, np.roll(moved, (3, 4), (0, 1))))
    pairs.append((np.ones((9, 9), bool), np.pad(np.ones((1, 1), bool), 4)))
    for i, (a, b) in enumerate(pairs):
        yield {
            "name": f"pair {i}",
            "size": size(a),
            "a": runs(a),
            "b": runs(b),
            "dice": float(2 * (a & b).sum() / (a.sum() + b.sum())),
            "iou": float((a & b).sum() / (a | b).sum()),
            "changedPx": int((a ^ b).sum()),
            "hd95Px": hd95(a, b),
        }


def ring_text(ring):
    """Corners of a closed ring from the uppermost of the leftmost on, clockwise as seen."""
    corners = [(int(x), int(y)) for x, y in ring.coords[:-1]]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, corners[1:] + corners[:1]))
    if twice < 0:
        corners.reverse()
    start = corners.index(min(corners))
    return text(v for corner in corners[start:] + corners[:start] for v in corner)


def outlines(mask):
    """GEOS's union of the pixels as squares, each 4-connected part by itself."""
    parts, count = ndimage.label(mask, FOUR)
    for part in range(1, count + 1):
        y, x = np.nonzero(parts == part)
        union = shapely.union_all(shapely.box(x, y, x + 1, y + 1))
        # No tolerance: only points along straight edges go. A normal ring begins at a corner.
        polygon = shapely.simplify(union.normalize(), 0)
        yield {
            "outer": ring_text(polygon.exterior),
            "holes": ", ".join(sorted(ring_text(hole) for hole in polygon.interiors)),
        }


def contours():
    rng = np.random.default_rng(13)
    scenes = list(masks())
    scenes += [(f"small noise {k}", rng.random((9, 11)) < 0.25 + 0.1 * k) for k in range(6)]
    for name, mask in scenes:
        yield {
            "name": name,
            "size": size(mask),
            "mask": runs(mask),
            "polygons": sorted(outlines(mask), key=lambda polygon: polygon["outer"]),
        }


def labelled():
    """Name and labels of scenes with several objects, some in several pieces."""
    rng = np.random.default_rng(21)
    y, x = np.indices((44, 52)) + 0.5
    touching = np.zeros((44, 52), int)
    for label in range(1, 16):
        inside = np.hypot(y - rng.uniform(0, 44), x - rng.uniform(0, 52)) < rng.uniform(2, 8)
        touching[inside] = 3 * label
    cells, _ = ndimage.label(blobs(rng, 40, 48, 1.5, 0.5), EIGHT)
    crowded = expand_labels(cells, 3)
    cuts = crowded.copy()
    cuts[rng.random(cuts.shape) < 0.08] = 0
    nested = np.zeros((24, 24), int)
    for label, inset in enumerate((1, 3, 5, 8), 1):
        nested[inset:-inset, inset:-inset] = label if label != 2 else 0
    nested[11:13, 11:13] = 0
    between = np.zeros((9, 15), int)
    between[1:8, 1:7] = 1
    between[1:8, 7:14] = 65534
    between[3:6, 5:9] = 0
    between[4, 2] = between[6, 11] = 0
    yield "touching discs", touching
    yield "crowded cells", crowded
    yield "cells with pinholes", cuts
    yield "one in another", nested
    yield "a gap between two, a hole in each", between
    yield "noise of three labels", rng.integers(0, 4, (20, 26))
    yield "sparse noise", rng.integers(1, 9, (22, 30)) * (rng.random((22, 30)) < 0.15)
    yield "stripes", np.tile(np.repeat([0, 5, 7], 2), (10, 4))
    yield "checkerboard of two", np.indices((9, 12)).sum(0) % 2 + 1
    yield "one label everywhere", np.full((6, 7), 4)
    yield "nothing", np.zeros((5, 6), int)


def pieces_of(labels):
    """Every 8-connected piece of one label, as a mask."""
    for label in np.unique(labels[labels > 0]):
        pieces, count = ndimage.label(labels == label, EIGHT)
        for piece in range(1, count + 1):
            yield pieces == piece


def largest_kept(labels):
    pieces = list(pieces_of(labels))
    if not pieces:
        return labels
    # The largest; of several the one that begins first in raster order.
    return np.where(max(pieces, key=lambda at: (at.sum(), -at.argmax())), labels, 0)


def small_removed(labels, min_area):
    kept = np.zeros_like(labels)
    for label in np.unique(labels[labels > 0]):
        large = remove_small_objects(labels == label, max_size=min_area - 1, connectivity=2)
        kept[large] = label
    return kept


def holes_filled(labels):
    """Background that is shut in by one label alone, found by what its dilation meets."""
    filled = labels.copy()
    background, count = ndimage.label(labels == 0, FOUR)
    border = np.ones(labels.shape, bool)
    border[1:-1, 1:-1] = False
    for hole in range(1, count + 1):
        here = background == hole
        around = np.unique(labels[ndimage.binary_dilation(here, FOUR) & ~here])
        if not (here & border).any() and around.size == 1:
            filled[here] = around[0]
    return filled


def disc(radius):
    reach = int(radius)
    y, x = np.indices((2 * reach + 1, 2 * reach + 1)) - reach
    return (x * x + y * y <= radius * radius).astype(np.uint8)


def grown(labels, radius, highest_wins):
    """The nearest label within the radius; of several as near the highest, or the lowest."""
    names = np.unique(labels[labels > 0])
    if names.size == 0:
        return labels
    distances = np.stack([ndimage.distance_transform_edt(labels != name) for name in names])
    if highest_wins:
        distances, names = distances[::-1], names[::-1]
    return np.where(distances.min(0) <= radius, names[distances.argmin(0)], 0)


def shrunk(labels, radius):
    kept = np.zeros_like(labels)
    for label in np.unique(labels[labels > 0]):
        kept[erosion((labels == label).astype(np.uint8), disc(radius), mode="max") > 0] = label
    return kept


def smoothed(labels, radius, highest_wins):
    margin = int(np.ceil(radius))
    closed = shrunk(grown(np.pad(labels, margin), radius, highest_wins), radius)
    closed = np.where(labels > 0, labels, closed[margin:-margin, margin:-margin])
    opened = grown(shrunk(closed, radius), radius, highest_wins)
    lost = ~np.isin(labels, opened)
    return np.where(lost, labels, opened)


def with_ties(make):
    """What is so whoever wins pixels at equal distance; -1 where that decides."""
    low, high = make(False), make(True)
    return np.where(low == high, low, -1)


def clean_ups():
    for name, labels in labelled():
        yield {
            "name": name,
            "size": size(labels),
            "labels": runs(labels),
            "largestKept": runs(largest_kept(labels)),
            "holesFilled": runs(holes_filled(labels)),
            "smallRemoved": [
                {"minAreaPx": area, "labels": runs(small_removed(labels, area))} for area in (2, 12)
            ],
            "discs": [
                {
                    "radiusPx": radius,
                    "grown": runs(with_ties(lambda high: grown(labels, radius, high))),
                    "shrunk": runs(shrunk(labels, radius)),
                    "smoothed": runs(with_ties(lambda high: smoothed(labels, radius, high))),
                }
                for radius in (1, 2.5, 4)
            ],
        }


if __name__ == "__main__":
    write("components", components())
    write("watershed-exact", tie_free())
    write("watershed-nuclei", nuclei())
    write("distance", distances())
    write("morphology", morphology())
    write("measure", measures())
    write("compare", comparisons())
    write("contours", contours())
    write("clean-up", clean_ups())
