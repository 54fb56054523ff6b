"""Every command that the docs name is run, in a short form."""

import importlib
import re
import shlex
import shutil

import cv2
import numpy as np
import pytest
from conftest import ROOT, TRAINING, pack

import data
import synthetic

DOCS = [ROOT / "docs/training.md", ROOT / "README.md", *sorted(TRAINING.glob("*.py"))]
# what makes each script's command short; a later option wins over an earlier one
SHORT = {
    "synthetic.py": ["--count", "5"],
    "finetune.py": ["--steps", "2", "--batch", "1", "--side", "64", "--views", "8"],
    "train.py": ["--steps", "1", "--batch", "1", "--micro", "1", "--side", "64", "--threads", "1"],
    "evaluate.py": ["--side", "64", "--threads", "1"],
    "peers.py": ["--steps", "1", "--batch", "1", "--side", "64", "--cost-side", "64", "--threads", "1", "--rows", "Med-FastSAM"],
    "ablate.py": ["--steps", "1", "--batch", "1", "--side", "64", "--cost-side", "64", "--threads", "1", "--rows", "whole"],
    "stats.py": ["--views", "40", "--side", "64", "--drawn", "2"],
    "export.py": [],
    "bundle.py": [],
    "card.py": [],
}
# run elsewhere: by test_bundle, by test_train's reader of the log, by npm test itself
ELSEWHERE = (r"cd my-bundle && python -m monai\.bundle run", "tensorboard --logdir", "npm ", r"python3 -m venv", r"\.venv/bin/")
COMMAND = re.compile(r"^ *python training/(\w+\.py)(.*)$", re.MULTILINE)


def commands(path):
    """Scripts and their words, as the file names them; what explains a command stands after three spaces."""
    for script, rest in COMMAND.findall(path.read_text()):
        words = shlex.split(rest.strip().split("   ")[0])
        if "..." not in words and "W.pt" not in words:
            yield script, words


NAMED = sorted({(script, tuple(words)) for path in DOCS for script, words in commands(path)})


def test_the_docs_name_no_command_that_is_not_run():
    text = (ROOT / "docs/training.md").read_text()
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    for line in "".join(blocks).splitlines():
        assert COMMAND.match(line) or any(re.match(known, line) for known in ELSEWHERE), line
    assert {script for script, _ in NAMED} == set(SHORT)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder to run commands in: tiny sets under every known name, and what earlier commands would have left."""
    place = tmp_path_factory.mktemp("place")
    for name, card in data.SETS.items():
        kind = "histology" if card.modality in ("histology", "fluorescence") else "dermoscopy"
        pack(synthetic.write_folder(kind, 2, place / "DATA" / name, size=(64, 64)))
    (place / "training/runs/longer").mkdir(parents=True)
    shutil.copy(ROOT / "training/weights/med-fastsam.pt", place / "training/runs/longer/weights.pt")
    (place / "PHOTOS").mkdir()
    for k in range(3):
        noise = np.random.default_rng(k).integers(0, 255, (64, 64, 3), np.uint8)
        cv2.imwrite(str(place / f"PHOTOS/{k}.png"), noise)
    for part in ("public/models", "src/model/golden", "docs", "training/weights", "training/results"):
        shutil.copytree(ROOT / part, place / part, dirs_exist_ok=True)
    for file in ("src/model/contract.json", "package.json", "biome.json", "LICENSE"):
        shutil.copy(ROOT / file, place / file)
    (place / "node_modules").symlink_to(ROOT / "node_modules")
    return place


def run(place, script, words):
    arguments = []
    for word in words:
        found = sorted(place.glob(word)) if "*" in word else []
        arguments += [str(f.relative_to(place)) for f in found] or [word]
    more = list(SHORT[script])
    if script in ("peers.py", "ablate.py"):
        more += ["--runs", "runs", "--out", f"tables/{len(list(place.glob('tables/*')))}.json"]
    if script == "evaluate.py" and "--only-clicks" not in words:
        more += ["--limit", "1"]
    if script in ("export.py", "card.py"):
        more += ["--root", str(place)]
    importlib.import_module(script.removesuffix(".py")).main([*arguments, *more])


@pytest.mark.parametrize("script,words", [c for c in NAMED if c[0] not in ("export.py", "finetune.py", "synthetic.py")])
def test_a_command_of_the_docs_runs(script, words, place, monkeypatch):
    monkeypatch.chdir(place)
    if script == "evaluate.py" and "--only-clicks" in words:
        run(place, script, [w for w in words if w != "--only-clicks"])  # what it adds to must be there
    if "--compare" in words:
        with pytest.raises(SystemExit, match="Keep the old weights"):  # they are the old weights
            run(place, script, words)
        return
    run(place, script, words)


def test_the_walk_through_runs_from_picture_to_app(place, monkeypatch):
    monkeypatch.chdir(place)
    own, _, rest = (ROOT / "docs/training.md").read_text().partition("## The public sets")
    of = lambda text: [(s, shlex.split(w.strip())) for s, w in COMMAND.findall(text)]
    shipped = [c for c in of(rest) if c[0] == "export.py"]
    for script, words in shipped + of(own):  # the person's own model is the last that the app is given
        run(place, script, words)
    assert (place / "my-model/lka-encoder.onnx").exists() and (place / "my-graphs/golden/golden.json").exists()
    assert '"wells"' in (place / "src/model/contract.json").read_text()
