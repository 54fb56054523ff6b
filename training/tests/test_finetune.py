import json

import cv2
import numpy as np
import pytest
import torch
from conftest import ROOT, pack

import data
import export
import finetune
import stats
import synthetic
from model import load_model
from predict import predict_whole

STATS = json.loads((ROOT / "public/models/descriptor-stats.json").read_text())


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """Six drawn well plates learned in a few small steps, by the command of the walk-through."""
    folder = tmp_path_factory.mktemp("wells")
    synthetic.main(["wells", "--count", "6", "--out", str(folder / "my-wells")])
    command = ["--modality", "wells", "--mode", "whole", "--steps", "12", "--batch", "2", "--side", "128", "--views", "24"]
    results = finetune.main([str(folder / "my-wells"), *command, "--out", str(folder / "my-model")])
    return folder / "my-model", results


def test_a_new_modality_is_never_said_before_it_is_taught(shipped):
    grown = finetune.with_modality(shipped, "wells")
    assert grown.config.modalities[-1] == "wells"
    image = torch.rand(1, 3, 64, 64) * 255
    with torch.no_grad():
        old, new = shipped(image), grown(image)
    assert torch.equal(old.masks, new.masks) and torch.equal(old.modality, new.modality[:, :6])
    assert new.modality.argmax() != 6
    assert finetune.with_modality(shipped, "fundus") is shipped


def test_the_masks_of_pictures_kept_back_get_better(taught):
    _, results = taught
    assert results["trained_on"] + results["after"]["pictures"] == 6
    assert results["after"]["dice"]["mean"] > results["before"]["dice"]["mean"]
    assert results["modality_right"] > 0.95


def test_the_trunk_stays_and_old_descriptors_with_it(taught, shipped):
    mine = load_model(taught[0] / "weights.pt")
    for (name, a), b in zip(shipped.lka_encoder.trunk.state_dict().items(), mine.lka_encoder.trunk.state_dict().values()):
        assert torch.equal(a, b), name
    assert not torch.equal(shipped.msf_decoder.mask_bias, mine.msf_decoder.mask_bias)


def test_old_pictures_keep_their_modality_and_new_ones_have_theirs(taught, image_of):
    mine = load_model(taught[0] / "weights.pt")
    golden = ROOT / "src/model/golden"
    told = lambda path: mine.config.modalities[int(predict_whole(mine, image_of(path))[2].argmax())]
    assert told(golden / "dermoscopy.png") == "dermoscopy"
    assert told(golden / "histology.png") == "histology"


def test_the_result_is_all_that_the_app_takes(taught):
    out, results = taught
    contract = json.loads((ROOT / "src/model/contract.json").read_text())
    entry = json.loads((out / "modality.json").read_text())
    assert set(entry) == set(contract["modalities"][0])
    assert export.graph_facts(out / "lka-encoder.onnx")["outputs"][4] == {"name": "modality", "type": "float32", "shape": [1, 7]}
    own = json.loads((out / "descriptor-stats.json").read_text())
    assert own["modalities"][-1] == "wells" and len(own["classMeans"]) == len(own["distance99_5"]) == 7
    for file in ("golden/golden.json", "golden/dermoscopy-512.png", "cp-encoder.onnx", "msf-decoder.onnx"):
        assert (out / file).exists()
    card = (out / "MODEL_CARD.md").read_text()
    assert "Not a medical device" in card and f"{100 * results['after']['dice']['mean']:.1f}" in card


def test_the_app_is_given_the_new_modality(taught, app):
    export.main(["--from", str(taught[0]), "--app", "wells-1", "--root", str(app)])
    contract = json.loads((app / "src/model/contract.json").read_text())
    assert [m["name"] for m in contract["modalities"]][-1] == "wells"
    assert contract["graphs"]["lka"]["outputs"][4]["shape"] == [1, 7]
    export.assert_contract(contract, app / "public/models")


def test_statistics_know_their_own_views_and_still_tell_others():
    rng = np.random.default_rng(0)
    back = np.linalg.pinv(np.array(STATS["projection"]))
    far = np.array(STATS["mean"]) + (rng.standard_normal((200, 32)) + 9) @ back  # a class far from all others
    with_own = stats.add_class(STATS, "wells", far)
    mean, projection = np.array(with_own["mean"]), np.array(with_own["projection"])
    distance = stats.nearest((far - mean) @ projection, np.array(with_own["classMeans"]))
    assert (distance <= with_own["distance99_5"][-1]).mean() > 0.98
    assert stats.nearest((far - mean) @ projection, np.array(STATS["classMeans"])).min() > max(STATS["distance99_5"])
    assert with_own["distance99_5"][:6] == STATS["distance99_5"]


def test_descriptors_drawn_from_statistics_are_told_by_the_shipped_head(shipped):
    x, y = stats.drawn_like(STATS, 50)
    head = shipped.lka_encoder.modality
    with torch.no_grad():
        told = head(torch.tensor(x, dtype=torch.float32)).argmax(1).numpy()
    assert (told == y).mean() > 0.9


def test_statistics_of_sets_are_the_apps(tmp_path, shipped):
    kinds = (("isic_train", "dermoscopy"), ("monuseg_train", "histology"))
    sets = [str(pack(synthetic.write_folder(kind, 2, tmp_path / name, size=(96, 96)))) for name, kind in kinds]
    (tmp_path / "others").mkdir()
    for k in range(4):
        cv2.imwrite(str(tmp_path / f"others/{k}.png"), np.random.default_rng(k).integers(0, 255, (64, 64, 3), np.uint8))
    command = ["--sets", *sets, "--outliers", str(tmp_path / "others"), "--views", "40", "--side", "64", "--drawn", "2"]
    stats.main([*command, "--out", str(tmp_path / "stats.json"), "--out-weights", str(tmp_path / "w.pt")])
    mine = json.loads((tmp_path / "stats.json").read_text())
    assert set(mine) == set(STATS)
    assert np.shape(mine["projection"]) == (320, 32) and np.shape(mine["classMeans"]) == (6, 32)
    directions = np.array(mine["projection"])
    directions = directions / np.linalg.norm(directions, axis=0)
    assert np.abs(directions.T @ directions - np.eye(32)).max() < 1e-2  # the app's residual takes them as orthogonal


def test_what_is_too_little_is_said(tmp_path):
    synthetic.write_folder("wells", 3, tmp_path / "few")
    with pytest.raises(data.UnreadableSet, match="3 pictures: at least 5"):
        finetune.main([str(tmp_path / "few"), "--modality", "wells", "--mode", "whole", "--out", str(tmp_path / "out")])
