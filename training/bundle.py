"""Writes a MONAI bundle, which runs the weights on pictures without this project.

    python training/bundle.py --out my-bundle
    cd my-bundle && python -m monai.bundle run --config_file configs/inference.json --image picture.png

The mask comes out beside eval/, as PNG: 255 inside. `--modality histology` says what the picture shows; without it the
model decides. The bundle holds the source of the model, so it needs PyTorch and MONAI[ignite,pillow,fire] alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
from importlib.metadata import version
from pathlib import Path

import export
from model import SHIPPED_WEIGHTS, load_model, save_weights

SOURCE = ("blocks.py", "trunks.py", "model.py", "predict.py", "bundle_inferer.py")

# expressions after $ are Python, @name is another entry: the language of MONAI's bundles
INFERENCE = {
    "imports": ["$import sys", "$import torch"],
    "bundle_root": ".",
    "image": "picture.png",
    "modality": "auto",
    "output_dir": "$@bundle_root + '/eval'",
    "device": "$torch.device('cuda' if torch.cuda.is_available() else 'cpu')",
    "initialize": ["$sys.path.insert(0, @bundle_root + '/scripts')"],
    "network": {"_target_": "model.load_model", "path": "$@bundle_root + '/models/model.pt'"},
    "preprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "LoadImaged", "keys": "image", "reader": "PILReader", "converter": "$lambda i: i.convert('RGB')"},
            {"_target_": "EnsureChannelFirstd", "keys": "image", "channel_dim": -1},
            {"_target_": "EnsureTyped", "keys": "image", "dtype": "$torch.float32"},
        ],
    },
    "dataset": {"_target_": "Dataset", "data": "$[{'image': @image}]", "transform": "@preprocessing"},
    "dataloader": {"_target_": "DataLoader", "dataset": "@dataset", "batch_size": 1, "shuffle": False, "num_workers": 0},
    "inferer": {"_target_": "bundle_inferer.WholeOrTiled", "modality": "@modality", "tiled": "@tiled"},
    "postprocessing": {
        "_target_": "Compose",
        "transforms": [
            {"_target_": "AsDiscreted", "keys": "pred", "threshold": 0.5},
            {"_target_": "ScaleIntensityd", "keys": "pred", "minv": None, "maxv": None, "factor": 254},
            {
                "_target_": "SaveImaged",
                "keys": "pred",
                "meta_keys": "pred_meta_dict",
                "output_dir": "@output_dir",
                "output_ext": ".png",
                "output_postfix": "mask",
                "output_dtype": "$__import__('numpy').uint8",
                "resample": False,
                "separate_folder": False,
            },
        ],
    },
    "evaluator": {
        "_target_": "SupervisedEvaluator",
        "device": "@device",
        "val_data_loader": "@dataloader",
        "network": "$@network.to(@device)",
        "inferer": "@inferer",
        "postprocessing": "@postprocessing",
    },
    "run": ["$@evaluator.run()"],
}


def metadata(contract: dict) -> dict:
    weights, modalities = contract["weights"], [m["name"] for m in contract["modalities"]]
    picture = {"type": "image", "format": "RGB", "num_channels": 3, "spatial_shape": ["*", "*"], "dtype": "float32",
               "value_range": [0, 255], "is_patch_data": False, "channel_def": {"0": "red", "1": "green", "2": "blue"}}  # fmt: skip
    mask = {"type": "probabilities", "format": "segmentation", "num_channels": 1, "spatial_shape": ["*", "*"],
            "dtype": "float32", "value_range": [0, 1], "is_patch_data": False, "channel_def": {"0": "object"}}  # fmt: skip
    return {
        "schema": "https://github.com/Project-MONAI/MONAI-extra-test-data/releases/download/0.8.1/meta_schema_20240725.json",
        "version": weights["version"],
        "changelog": {weights["version"]: "as in the app"},
        "monai_version": version("monai"),
        "pytorch_version": version("torch"),
        "numpy_version": version("numpy"),
        "required_packages_version": {name: version(name) for name in ("pytorch-ignite", "pillow", "fire")},
        "task": "Prompt-free segmentation of medical pictures",
        "description": "Med-FastSAM finds objects without a prompt in: " + ", ".join(modalities) + ". Not a medical device.",
        "authors": "The Med-FastSAM web app's developers",
        "copyright": weights["licence"],
        "intended_use": "Research and teaching; a person must look at every mask.",
        "network_data_format": {"inputs": {"image": picture}, "outputs": {"pred": mask}},
    }


def write_bundle(weights: Path, out: Path, root: Path = export.ROOT) -> Path:
    for part in ("configs", "models", "docs", "scripts"):
        (out / part).mkdir(parents=True, exist_ok=True)
    contract = json.loads((root / "src/model/contract.json").read_text())
    tiled = [m["name"] for m in contract["modalities"] if m["mode"] == "tiled"]
    (out / "configs/inference.json").write_text(json.dumps(INFERENCE | {"tiled": tiled}, indent=1) + "\n")
    (out / "configs/metadata.json").write_text(json.dumps(metadata(contract), indent=1) + "\n")
    save_weights(load_model(weights), out / "models/model.pt")
    here = Path(__file__).parent
    for file in SOURCE:
        shutil.copyfile(here / file, out / "scripts" / file)
    shutil.copyfile(root / "public/models/MODEL_CARD.md", out / "docs/README.md")
    shutil.copyfile(root / "LICENSE", out / "LICENSE")
    return out


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", type=Path, default=SHIPPED_WEIGHTS)
    p.add_argument("--out", type=Path, required=True)
    a = p.parse_args(argv)
    print(write_bundle(a.weights, a.out))


if __name__ == "__main__":
    main()
