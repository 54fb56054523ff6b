import numpy as np
import pytest
import torch
from monai.metrics import compute_hausdorff_distance

import metrics
import synthetic


def rows(text):
    return np.array([[0 if c == "." else int(c) for c in line] for line in text.split()])


def blobs(seed, count=3, side=64):
    rng = np.random.default_rng(seed)
    ys, xs = np.mgrid[0:side, 0:side]
    mask = np.zeros((side, side), bool)
    for _ in range(count):
        cy, cx, r = rng.uniform(8, side - 8, 2).tolist() + [rng.uniform(3, 12)]
        mask |= (ys - cy) ** 2 + (xs - cx) ** 2 < r * r
    return mask


def test_dice_and_iou_of_a_drawn_pair():
    a, b = rows("11.. 11..") > 0, rows(".11. .11.") > 0
    assert metrics.dice(a, b) == 0.5
    assert metrics.iou(a, b) == pytest.approx(2 / 6)


def test_two_empty_masks_agree_and_one_empty_mask_does_not():
    full, empty = np.ones((3, 4), bool), np.zeros((3, 4), bool)
    assert (metrics.dice(empty, empty), metrics.iou(empty, empty), metrics.hd95(empty, empty)) == (1, 1, 0)
    assert (metrics.dice(full, empty), metrics.iou(full, empty), metrics.hd95(full, empty)) == (0, 0, 5)


@pytest.mark.parametrize("seed", range(12))
def test_hd95_is_monais(seed):
    a, b = blobs(seed), blobs(seed + 100, count=1 + seed % 4)
    as_batch = lambda m: torch.from_numpy(m)[None, None].float()
    theirs = compute_hausdorff_distance(as_batch(a), as_batch(b), include_background=True, percentile=95).item()
    assert metrics.hd95(a, b) == pytest.approx(theirs, abs=1e-4)


TRUTH = rows("""
    111..222..
    111..222..
    111..222..
    ..........
    333..444..
    333..444..
""")


def test_perfect_objects_score_one():
    scores = metrics.object_scores(TRUTH, TRUTH * 7)  # numbers themselves say nothing
    assert (scores["aji"], scores["pq"], scores["dq"], scores["sq"]) == (1, 1, 1, 1)
    assert (scores["merged"], scores["split"], scores["missed"], scores["ghost"]) == (0, 0, 0, 0)


def test_each_kind_of_error_is_counted():
    found = rows("""
        1111111111
        1111111111
        1111111111
        ..........
        55..6....8
        55..6....8
    """)  # 1 merges two; 5 is most of the third; 6 and 8 touch nothing; nothing touches the fourth
    scores = metrics.object_scores(TRUTH, found)
    assert (scores["objects"], scores["found"]) == (4, 4)
    assert scores["merged"] == 1
    assert scores["ghost"] == 2
    assert scores["missed"] == 1
    assert scores["dq"] == pytest.approx(1 / (1 + 3 / 2 + 3 / 2))
    assert scores["sq"] == pytest.approx(4 / 6)


def test_a_split_object_is_counted():
    found = rows("""
        112..333..
        112..333..
        122..333..
        ..........
        444..555..
        444..555..
    """)
    assert metrics.object_scores(TRUTH, found)["split"] == 1


def test_aji_of_a_drawn_pair():
    truth, found = rows("1111.22."), rows("11...222")
    # object 1: 2 of 4; object 2: 2 of 3; nothing is left over
    assert metrics.aji(truth, found) == pytest.approx((2 + 2) / (4 + 3))
    assert metrics.aji(truth, rows("11.3.222")) == pytest.approx((2 + 2) / (4 + 3 + 1))
    assert metrics.aji(rows("....").astype(int), rows("....")) == 1
    assert metrics.aji(truth, rows("........")) == 0


def test_touching_objects_come_apart_at_their_cores():
    _, truth = synthetic.histology(3, 240, 240, 40)
    from data import core_of

    probability, core = (truth > 0).astype(np.float32), core_of(truth).astype(np.float32)
    found = metrics.split_objects(probability, core, min_area_px=1)
    scores = metrics.object_scores(truth, found)
    assert scores["found"] == pytest.approx(scores["objects"], abs=2)
    assert scores["pq"] > 0.9


def test_small_objects_are_dropped_and_core_less_ones_are_kept_whole():
    probability = np.zeros((30, 30), np.float32)
    probability[2:10, 2:10] = probability[20:22, 20:22] = 1  # 64 and 4 pixels, no core anywhere
    found = metrics.split_objects(probability, np.zeros_like(probability), min_area_px=30)
    assert found.max() == 1 and (found > 0).sum() == 64


def test_calibration_error_of_known_probabilities():
    truth = np.array([0, 1, 1, 1, 0, 0, 0, 0])
    sure = metrics.calibration_bins(truth.astype(float), truth)
    assert metrics.ece(sure) == 0
    off = metrics.calibration_bins(np.full(8, 0.7), truth)  # says 0.7, is 3/8
    assert metrics.ece(off) == pytest.approx(0.7 - 3 / 8)
    both = metrics.ece(sure + off)
    assert both == pytest.approx((0.7 - 3 / 8) / 2)


def test_reviewing_the_worst_ranked_finds_the_poor_masks():
    true = [0.9] * 8 + [0.3, 0.4]
    assert metrics.predicted_iou_scores(true, true) == {"r": pytest.approx(1), "poor": 2, "found": 1}
    wrong_way = metrics.predicted_iou_scores([-v for v in true], true)
    assert wrong_way["r"] == pytest.approx(-1) and wrong_way["found"] == 0
    assert metrics.predicted_iou_scores([0.5] * 3, [0.8, 0.9, 0.9]) == {"r": None, "poor": 0, "found": None}


def test_the_interval_holds_the_mean_and_narrows_with_more_pictures():
    rng = np.random.default_rng(0)
    few, many = rng.normal(0.8, 0.1, 20), rng.normal(0.8, 0.1, 2000)
    low, high = metrics.bootstrap(few)
    assert low < few.mean() < high
    narrow = metrics.bootstrap(many)
    assert narrow[1] - narrow[0] < (high - low) / 5
    # the standard error's 1.96-fold, as theory says
    assert narrow[1] - narrow[0] == pytest.approx(2 * 1.96 * many.std() / 2000**0.5, rel=0.1)
