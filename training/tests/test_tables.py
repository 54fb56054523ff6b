import json

import pytest
import torch
from conftest import pack

import ablate
import cost
import peers
import synthetic
from trunks import TRUNKS


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A source and another, under known names, of two drawn pictures each."""
    folder = tmp_path_factory.mktemp("pair")
    for name, seed in (("isic_train", 0), ("ph2", 50)):
        pack(synthetic.write_folder("dermoscopy", 2, folder / name, seed, (64, 64)))
    return folder


def tiny(pair, out, *more):
    sets = ["--train", str(pair / "isic_train.tar"), "--test", str(pair / "ph2.tar")]
    budget = ["--steps", "1", "--batch", "1", "--side", "64", "--cost-side", "64", "--threads", "1"]
    return [*sets, *budget, "--out", str(out), "--runs", str(pair / "runs"), *more]


@pytest.mark.parametrize("name", peers.PEERS)
def test_each_peer_gives_a_mask_and_learns(name):
    model = peers.build(name, 64)
    image = torch.rand(2, 3, 64, 64) * 255
    masks = torch.zeros(2, 2, 64, 64)
    loss, iou = peers.peer_loss(model, image, masks, None, None)
    loss.backward()
    assert model(image).masks.shape == (2, 2, 32, 32) and iou.shape == (2,)
    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_sizes_are_those_that_the_papers_state():
    millions = lambda name, side: cost.parameters(peers.build(name, side)) / 1e6
    assert millions("SAM ViT-B", 1024) == pytest.approx(93.7, abs=0.2)  # Kirillov et al. 2023
    assert millions("MobileSAM", 1024) == pytest.approx(9.66, abs=0.2)  # Zhang et al. 2023


def test_operations_are_counted_as_multiplications_and_additions():
    conv = torch.nn.Conv2d(3, 8, 3, padding=1)
    assert cost.flops(conv, 16) == 2 * 16 * 16 * 8 * 3 * 9


def test_the_comparison_runs_and_goes_on_where_it_was(pair, tmp_path):
    out = tmp_path / "table-1.json"
    peers.main(tiny(pair, out, "--rows", "Med-FastSAM"))
    first = json.loads(out.read_text())["rows"]["Med-FastSAM"]
    peers.main(tiny(pair, out, "--rows", "Med-FastSAM", "U-Net"))
    table = json.loads(out.read_text())
    assert set(table["rows"]) == {"Med-FastSAM", "U-Net"}
    assert table["rows"]["Med-FastSAM"] == first  # not run again
    assert table["about"]["train"] == "isic_train.tar" and table["about"]["options"]["steps"] == 1
    for row in table["rows"].values():
        assert {"dice", "iou", "parameters", "flops", "fps", "training_seconds", "date", "machine"} <= set(row)
    with pytest.raises(SystemExit, match="another budget"):
        peers.main([*tiny(pair, out), "--steps", "2"])


def test_every_part_is_ablated_in_turn(pair, tmp_path):
    table = ablate.main(tiny(pair, tmp_path / "table-3.json"))
    assert set(table["rows"]) == set(ablate.ROWS)
    rows, whole = table["rows"], table["rows"]["whole"]
    for name in ("without HEH", "without GA", "without CP-Encoder", "without MSF-Decoder"):
        assert rows[name]["parameters"] < whole["parameters"], name
    assert rows["without ImageNet weights"]["parameters"] == whole["parameters"]


@pytest.mark.parametrize("trunk", TRUNKS)
def test_every_trunk_can_be_ablated(trunk):
    for row in ablate.ROWS:
        assert ablate.build(row, trunk).config.trunk == trunk


def test_peers_without_a_package_say_so():
    assert set(peers.NOT_CARRIED) == {"EfficientSAM", "ACC-UNet"}
    assert all("package" in reason for reason in peers.NOT_CARRIED.values())
