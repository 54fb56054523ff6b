import json
import subprocess
import sys

import cv2
import numpy as np
import pytest
from conftest import ROOT, TRAINING

import bundle


def test_monai_runs_the_bundle_on_a_picture(tmp_path):
    out = tmp_path / "my-bundle"
    bundle.main(["--out", str(out)])
    picture = ROOT / "src/model/golden/dermoscopy.png"
    command = [sys.executable, "-m", "monai.bundle", "run", "--config_file", "configs/inference.json", "--image", str(picture)]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    mask = cv2.imread(str(out / "eval/dermoscopy_mask.png"), cv2.IMREAD_GRAYSCALE)
    assert set(np.unique(mask)) == {0, 255}
    golden = cv2.imread(str(ROOT / "src/model/golden/dermoscopy-probability.png"), cv2.IMREAD_GRAYSCALE) > 127
    assert ((mask > 0) & golden).sum() / ((mask > 0) | golden).sum() > 0.999


def test_the_bundle_says_what_it_is():
    contract = json.loads((ROOT / "src/model/contract.json").read_text())
    said = bundle.metadata(contract)
    assert said["version"] == contract["weights"]["version"]
    assert said["copyright"] == contract["weights"]["licence"]
    assert {"monai_version", "pytorch_version", "numpy_version", "network_data_format", "intended_use"} <= set(said)


def test_a_modality_that_the_model_does_not_know_is_refused(shipped):
    import torch

    from bundle_inferer import WholeOrTiled

    with pytest.raises(ValueError, match="not radiograph"):
        WholeOrTiled("radiograph", [])(torch.rand(1, 3, 64, 64), shipped)


def test_the_bundle_has_every_file_that_its_source_imports():
    for file in bundle.SOURCE:
        for line in (TRAINING / file).read_text().splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and (TRAINING / f"{words[1]}.py").exists():
                assert f"{words[1]}.py" in bundle.SOURCE, f"{file} imports {words[1]}"
