import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch
from conftest import ROOT

import data
import export
import synthetic
import train
from export import GRAPHS, GraphMismatch
from model import load_model, save_weights
from predict import predict

MODELS = ROOT / "public/models"
CONTRACT = ROOT / "src/model/contract.json"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The shipped weights some steps further on drawn lesions, and their graphs."""
    folder = tmp_path_factory.mktemp("trained")
    lesions = synthetic.write_folder("dermoscopy", 3, folder / "lesions", size=(96, 128))
    s = data.load_folder(lesions, 0, False)
    options = train.Options(steps=3, batch=2, micro=2, side=64, small=0, warmup=1, lr=2e-4)
    train.train(load_model(), [s], options, folder / "run", bar=False)
    export.main(["--weights", str(folder / "run/weights.pt"), "--out", str(folder / "graphs")])
    return folder


def test_the_tensors_are_those_of_the_contract(trained):
    contract = json.loads(CONTRACT.read_text())["graphs"]
    for name, file in GRAPHS.items():
        facts = export.graph_facts(trained / "graphs" / file)
        assert facts["inputs"] == contract[name]["inputs"]
        assert facts["outputs"] == contract[name]["outputs"]


def test_weights_are_stored_in_half_and_norms_are_folded(trained):
    graph = onnx.load(str(trained / "graphs" / GRAPHS["lka"])).graph
    assert "BatchNormalization" not in {n.op_type for n in graph.node}
    large = [t for t in graph.initializer if np.prod(t.dims) >= 2048]
    assert large and not [t.name for t in large if t.data_type == onnx.TensorProto.FLOAT]
    total = sum((trained / "graphs" / f).stat().st_size for f in GRAPHS.values())
    assert total < 12.6e6


def test_the_graphs_compute_what_pytorch_computes(trained, image_of):
    image = image_of(trained / "graphs/golden/dermoscopy-512.png")
    with torch.no_grad():
        want = load_model(trained / "run/weights.pt")(image)
    got = export.Graphs(trained / "graphs")(image)
    for name in ("masks", "coarse", "iou", "modality", "descriptor"):
        a, b = getattr(want, name).numpy(), got[name]
        assert np.abs(a - b).max() < 2e-3 * max(1, np.abs(a).max()), name


def test_the_apps_pipeline_gives_pytorchs_mask(trained, image_of):
    """The tiny end to end: drawn pairs, some steps, export, the app's own code in Node."""
    out = trained / "mask.u8"
    for picture, modality, tiled in ((trained / "graphs/golden/dermoscopy.png", "dermoscopy", False), (None, "histology", True)):
        if picture is None:
            picture = trained / "tissue.png"
            cv2.imwrite(str(picture), synthetic.histology(5, 600, 520, 150)[0][..., ::-1])
        command = ["node", "scripts/run-ts.mjs", "bench/mask.ts", str(trained / "graphs"), str(picture), modality, str(out)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        with torch.no_grad():
            logits, _, _ = predict(load_model(trained / "run/weights.pt"), image_of(picture), tiled)
        want = torch.sigmoid(logits[0]).numpy() * 255
        got = np.fromfile(out, np.uint8).reshape(want.shape)
        both, either = ((got > 127) & (want > 127.5)).sum(), ((got > 127) | (want > 127.5)).sum()
        assert either > 1000 and both / either >= 0.999


def test_contract_files_and_weights_agree_as_they_are():
    export.main(["--check"])


def test_a_wrong_contract_is_told_by_its_first_difference(tmp_path):
    contract = json.loads(CONTRACT.read_text())
    contract["graphs"]["cp"]["bytes"] += 1
    with pytest.raises(GraphMismatch, match="graphs.cp.bytes"):
        export.assert_contract(contract, MODELS)
    contract = json.loads(CONTRACT.read_text())
    contract["modalities"].pop()
    with pytest.raises(GraphMismatch, match="5 modalities"):
        export.assert_contract(contract, MODELS)


def test_graphs_of_other_weights_are_told(trained):
    shutil.copy(MODELS / "self-test.png", trained / "graphs")
    with pytest.raises(GraphMismatch, match="are not of"):
        model = load_model()
        with torch.no_grad():
            model.msf_decoder.mask_bias += 1
        save_weights(model, trained / "other.pt")
        export.assert_weights(trained / "graphs", trained / "other.pt")


def test_new_graphs_are_taken_in_under_a_new_version_only(trained, app):
    took = ["--from", str(trained / "graphs"), "--app", "--root", str(app)]
    with pytest.raises(SystemExit, match="another version"):
        export.main(took)
    export.main([*took, "9.9.9"])
    export.main(["--check", "--root", str(app), "--weights", str(trained / "run/weights.pt")])
    contract = json.loads((app / "src/model/contract.json").read_text())
    assert contract["weights"]["version"] == "9.9.9"
    before = json.loads(CONTRACT.read_text())
    assert contract["graphs"] != before["graphs"]
    for part in ("modalities", "tiling", "prior", "scale", "votes", "side"):
        assert contract[part] == before[part]


def test_update_model_takes_the_present_weights_in_anew_and_changes_nothing_but_their_version(app):
    """`npm run update-model` on a copy of the project, with this Python as its .venv."""
    for file in ("scripts/training.mjs", "training/pyproject.toml"):
        (app / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, app / file)
    for script in (ROOT / "training").glob("*.py"):
        shutil.copy(script, app / "training")
    (app / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != "installed-from":
            (app / ".venv" / part.name).symlink_to(part)
    stamp = hashlib.sha256((app / "training/pyproject.toml").read_bytes()).hexdigest()
    (app / ".venv/installed-from").write_text(stamp)
    source = app / "weights"
    shutil.copytree(MODELS, source)
    shutil.copytree(ROOT / "src/model/golden", source / "golden")
    shutil.copy(MODELS / "self-test.png", source / "golden/dermoscopy-512.png")
    subprocess.run(["npm", "run", "update-model", "--", str(source), "9.9.9"], cwd=app, check=True, capture_output=True)
    present = json.loads(CONTRACT.read_text())
    present["weights"]["version"] = "9.9.9"
    assert json.loads((app / "src/model/contract.json").read_text()) == present
    assert (app / "public/models/self-test.bin").read_bytes() == (MODELS / "self-test.bin").read_bytes()


def test_the_self_tests_reference_is_the_one_that_ships(golden):
    shipped = (MODELS / "self-test.bin").read_bytes()
    assert export.self_test_reference(golden) == shipped
