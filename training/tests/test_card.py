import json
import shutil

import pytest
from conftest import ROOT
from huggingface_hub import ModelCard

import card
from card import CardMismatch


@pytest.fixture
def copy(app):
    (app / "docs").mkdir()
    shutil.copy(ROOT / "docs/training.md", app / "docs/training.md")
    return app


def test_card_contract_results_and_weights_agree():
    card.assert_card()


def test_a_number_changed_by_hand_is_told(copy):
    path = copy / "public/models/MODEL_CARD.md"
    row = card.card_table().splitlines()[2]
    path.write_text(path.read_text().replace(row, row.replace("91.", "99.")))
    with pytest.raises(CardMismatch, match="99."):
        card.assert_card(copy)
    card.main(["--write", "--root", str(copy)])
    card.assert_card(copy)


def test_a_number_changed_in_the_docs_is_told(copy):
    path = copy / "docs/training.md"
    row = next(line for line in card.evaluation_table().splitlines() if line.startswith("| cvc "))
    path.write_text(path.read_text().replace(row, row.replace("| 150 |", "| 151 |")))
    with pytest.raises(CardMismatch, match="151"):
        card.assert_card(copy)


def test_a_card_of_other_weights_is_told(copy):
    path = copy / "src/model/contract.json"
    contract = json.loads(path.read_text())
    contract["weights"]["version"] = "9.9.9"
    path.write_text(json.dumps(contract))
    with pytest.raises(CardMismatch, match="weights 9.9.9"):
        card.assert_card(copy)


def test_hugging_face_reads_the_card(tmp_path):
    card.main(["--hub", str(tmp_path)])
    read = ModelCard.load(tmp_path / "README.md")
    assert read.data.license == "other" and read.data.pipeline_tag == "image-segmentation"
    dice = {r.dataset_name: r.metric_value for r in read.data.eval_results if r.metric_type == "dice"}
    assert dice["CVC, every fourth"] == float(card.percent(card.all_sets()["cvc@512"]["dice"]))
    assert len(dice) == len(card.CARD_ROWS)
    for file in ("lka-encoder.onnx", "model.safetensors", "config.json", "LICENSE.md"):
        assert (tmp_path / file).stat().st_size > 0


def test_the_evaluation_is_that_of_the_weights_makers():
    """The numbers that the makers of the weights state, within 0.05 points."""
    sets = card.all_sets()
    stated = {
        "isic_holdout@512": (91.85, 85.76),
        "busi_test@512": (83.56, 75.06),
        "fundus_test": (75.15, 60.24),
        "cvc@512": (79.73, 71.38),
    }
    for name, (dice, iou) in stated.items():
        assert 100 * sets[name]["dice"]["mean"] == pytest.approx(dice, abs=0.05)
        assert 100 * sets[name]["iou"]["mean"] == pytest.approx(iou, abs=0.05)
