import json

import numpy as np
import pytest
import torch
from conftest import pack

import data
import evaluate
import synthetic
from model import MedFastSam, ModelConfig, Output
from predict import predict, tile_starts


@pytest.fixture
def packed(tmp_path):
    """A packed set of synthetic pictures under a known name."""

    def write(name, kind, count, size):
        return pack(synthetic.write_folder(kind, count, tmp_path / name, size=size))

    return write


def test_tiles_cover_every_pixel_with_the_least_number():
    assert tile_starts(400, 512, 24) == [0]
    assert tile_starts(512, 512, 24) == [0]
    assert tile_starts(1000, 512, 24) == [0, 488]
    assert tile_starts(1000, 512, 64) == [0, 244, 488]


class Bright(torch.nn.Module):
    """Calls object what is bright: a model whose right answer is known."""

    def forward(self, image):
        x = torch.nn.functional.avg_pool2d(image.mean(1, keepdim=True), 2)
        logits = (x - 127.5) / 10
        k = len(image)
        return Output(torch.cat([logits, logits], 1), torch.full((k, 1), 0.9), logits, torch.eye(6)[:k], None)


@pytest.mark.parametrize("tiled", [False, True])
def test_a_known_answer_is_stretched_and_blended_back(tiled):
    image = torch.zeros(1, 3, 150, 220)
    image[..., 40:100, 60:180] = 255
    logits, iou, _ = predict(Bright(), image, tiled, side=64, overlap=8)
    assert logits.shape == (2, 150, 220)
    truth = image[0, 0].numpy() > 0
    assert evaluate.metrics.iou(logits[0].numpy() > 0, truth) > 0.97
    assert iou == pytest.approx(0.9)


def test_pictures_smaller_than_a_tile_are_padded():
    logits, _, _ = predict(Bright(), torch.rand(1, 3, 20, 90) * 255, True, side=64)
    assert logits.shape == (2, 20, 90) and logits.isfinite().all()


def test_the_command_writes_every_score_with_its_interval(packed, tmp_path, capsys):
    lesions = packed("isic_holdout", "dermoscopy", 3, (96, 128))
    nuclei = packed("monuseg_test", "histology", 1, (256, 256))
    out = tmp_path / "evaluation.json"
    command = ["--sets", str(lesions), str(nuclei), "--side", "256", "--clicks", "2", "--out", str(out), "--threads", "1"]
    evaluate.main(command)
    sets = json.loads(out.read_text())["sets"]
    for r in sets.values():
        for name in ("dice", "iou", "hd95_px", "below_iou_0.65"):
            assert r[name]["low"] <= r[name]["mean"] <= r[name]["high"]
        assert 0 <= r["ece"] <= 1 and {"r", "poor", "found"} == set(r["predicted_iou"])
        assert {"date", "machine", "torch", "seconds"} <= set(r)
    assert sets["monuseg_test"]["dice"]["mean"] > 0.9  # the shipped weights know drawn nuclei
    assert sets["isic_holdout"]["clicks"]["pictures"] == 2
    assert set(sets["isic_holdout"]["clicks"]) == {"pictures", "dice_0", "dice_1", "dice_3"}
    assert {"aji", "pq", "dq", "sq", "merged", "split", "missed", "ghost"} <= set(sets["monuseg_test"]["objects"])
    assert "isic_holdout: 3 pictures, Dice" in capsys.readouterr().out
    evaluate.main(["--sets", str(lesions), "--side", "256", "--clicks", "1", "--only-clicks", "--out", str(out)])
    again = json.loads(out.read_text())["sets"]["isic_holdout"]
    assert again["clicks"]["pictures"] == 1 and again["dice"] == sets["isic_holdout"]["dice"]


def test_pictures_can_be_scored_at_the_models_side():
    image, mask = data.as_tensors(np.zeros((100, 50, 3), np.uint8), np.ones((100, 50), np.uint8), None)
    s = data.ImageSet("s", ["a"], [image], [mask], [None], 0, False, "ours")
    t = evaluate.resized(s, 64)
    assert t.images[0].shape == (3, 64, 64) and t.masks[0].shape == (2, 64, 64)
    assert s.images[0].shape == (3, 100, 50)


def test_a_trained_model_of_other_modalities_is_measured_by_its_own_names(packed, tmp_path):
    model = MedFastSam(ModelConfig(modalities=("dermoscopy", "wells"))).eval()
    s = data.load_packed(packed("isic_holdout", "dermoscopy", 2, (64, 64)), modalities=model.config.modalities)
    assert evaluate.evaluate(model, s, side=64)["pictures"] == 2


def test_weights_that_lose_on_one_set_are_kept_out():
    sets = lambda **dice: {"sets": {name: {"dice": {"mean": value}} for name, value in dice.items()}}
    old = sets(a=0.80, b=0.90)
    assert evaluate.reasons_against(old, sets(a=0.82, b=0.898, c=0.1)) == []
    assert "a loses 0.40 points of Dice" in evaluate.reasons_against(old, sets(a=0.796, b=0.95))
    assert evaluate.reasons_against(old, sets(a=0.80, b=0.90)) == ["the mean over sets does not rise"]
