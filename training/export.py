"""Writes the three graphs for the app, and is the one writer of the graph part of src/model/contract.json.

    python training/export.py --weights W.pt --out DIR          graphs, golden vectors, descriptor statistics
    python training/export.py --app --from DIR 3.1.0            takes DIR into the app as weights 3.1.0
    python training/export.py --check                           asserts that contract, files and weights agree

The graphs are ONNX, opset 17. Adapters and batch norms are folded; weights are stored as float16 behind a Cast that
the runtime folds at load, and all is computed in float32.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

import synthetic
from model import SHIPPED_WEIGHTS, SIDE, Features, MedFastSam, fold, load_model
from predict import predict, squash

ROOT = Path(__file__).resolve().parent.parent
GRAPHS = {"lka": "lka-encoder.onnx", "cp": "cp-encoder.onnx", "msf": "msf-decoder.onnx"}
STATS = "descriptor-stats.json"
SELF_TEST = ("self-test.png", "self-test.bin")
# pictures of the golden vectors: drawn, so that they may lie in the repository
GOLDEN = {"dermoscopy": (synthetic.dermoscopy, 7, False), "histology": (synthetic.histology, 11, True)}
GOLDEN_OVERLAP_PX = 64
TYPES = {TensorProto.FLOAT: "float32", TensorProto.INT64: "int64"}


class GraphMismatch(AssertionError):
    """Contract, files and weights do not say the same."""


# -------------------------------------------------------------------------------------------------------- graphs


def halve_storage(path: Path, smallest: int = 256, smallest_float: int = 2048) -> None:
    """Stores float32 weights as float16, and small whole numbers as bytes, each behind a Cast.

    Smaller tensors stay as they are: most of them are depthwise kernels with a batch norm inside, whose rounding would
    move a logit four times as far (0.021 instead of 0.006) to save 1 % of the bytes.
    """
    m = onnx.load(str(path))
    nodes = list(m.graph.node)
    large = [n for n in nodes if n.op_type == "Constant" and len(n.attribute) == 1 and np.prod(n.attribute[0].t.dims) >= smallest]
    for n in large:
        n.attribute[0].t.name = n.output[0]
        m.graph.initializer.append(n.attribute[0].t)
        m.graph.node.remove(n)
    casts, keep = [], []
    for t in m.graph.initializer:
        value, narrow = numpy_helper.to_array(t), None
        if value.size >= smallest_float and t.data_type == TensorProto.FLOAT:
            narrow = np.float16
        elif value.size >= smallest and t.data_type == TensorProto.INT64 and 0 <= value.min() and value.max() < 256:
            narrow = np.uint8
        if narrow is None:
            keep.append(t)
            continue
        stored = numpy_helper.from_array(value.astype(narrow), t.name + "_stored")
        casts.append(helper.make_node("Cast", [stored.name], [t.name], to=t.data_type))
        keep.append(stored)
    del m.graph.initializer[:]
    m.graph.initializer.extend(keep)
    nodes = list(m.graph.node)
    del m.graph.node[:]
    m.graph.node.extend(casts + nodes)
    onnx.checker.check_model(m)
    onnx.save(m, str(path))


def export_graphs(model: MedFastSam, out: Path, side: int = SIDE) -> None:
    """lka-encoder, cp-encoder and msf-decoder of a model, for pictures of side x side."""
    out.mkdir(parents=True, exist_ok=True)
    model = fold(model.cpu().float())
    image = torch.rand(1, 3, side, side) * 255  # (1, 3, S, S)
    with torch.no_grad():
        features = model.lka_encoder(image)
        prior, use_prior = torch.zeros_like(features.detail_8[:, :1]), torch.zeros(1)  # (1, 1, S/8, S/8), (1,)
        _, dense = model.cp_encoder(features.embedding, features.detail_8, prior, use_prior)
    points, labels = torch.rand(1, 3, 2) * side, torch.tensor([[1.0, 0.0, -1.0]])  # (1, n, 2), (1, n)
    details = list(features[1:4])
    stages = (
        (GRAPHS["lka"], model.lka_encoder, (image,), ["image"], list(Features._fields), None),
        (
            GRAPHS["cp"],
            model.cp_encoder,
            (features.embedding, features.detail_8, prior, use_prior),
            ["embedding", "detail_8", "prior", "use_prior"],
            ["coarse", "dense_prompt"],
            None,
        ),
        (
            GRAPHS["msf"],
            model.msf_decoder,
            (features.embedding, dense, *details, points, labels),
            ["embedding", "dense_prompt", "detail_2", "detail_4", "detail_8", "points", "labels"],
            ["masks", "iou"],
            {"points": {1: "n"}, "labels": {1: "n"}},
        ),
    )
    for file, stage, inputs, names, outputs, free in stages:
        with warnings.catch_warnings():
            # the tracer's graphs run fastest in WebAssembly; what it warns of is constant here
            warnings.simplefilter("ignore")
            torch.onnx.export(
                stage, inputs, str(out / file), input_names=names, output_names=outputs, dynamic_axes=free,
                opset_version=17, do_constant_folding=False, dynamo=False,
            )  # fmt: skip
        halve_storage(out / file)


class Graphs:
    """The three graphs on ONNX Runtime, called as a model is."""

    def __init__(self, folder: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        options.log_severity_level = 3
        self.sessions = {k: onnxruntime.InferenceSession(str(folder / f), options) for k, f in GRAPHS.items()}

    def run(self, graph: str, **inputs) -> dict[str, np.ndarray]:
        s = self.sessions[graph]
        return dict(
            zip([o.name for o in s.get_outputs()], s.run(None, {k: np.asarray(v, np.float32) for k, v in inputs.items()}))
        )

    def __call__(self, image: torch.Tensor) -> dict[str, np.ndarray]:
        f = self.run("lka", image=image)
        prior = np.zeros_like(f["detail_8"][:, :1])
        p = self.run("cp", embedding=f["embedding"], detail_8=f["detail_8"], prior=prior, use_prior=np.zeros(1))
        details = {k: f[k] for k in ("detail_2", "detail_4", "detail_8")}
        m = self.run(
            "msf", embedding=f["embedding"], dense_prompt=p["dense_prompt"], **details,
            points=np.zeros((1, 1, 2)), labels=-np.ones((1, 1)),
        )  # fmt: skip
        return f | p | m


# ------------------------------------------------------------------------------------------------ golden vectors


@torch.no_grad()
def write_golden(model: MedFastSam, out: Path) -> None:
    """Drawn pictures and what PyTorch makes of them, for parity tests of other runtimes.

    NAME.png and its -truth, -probability, -core; NAME-512.png, the very tensor a runtime gets, with its masks.f32
    (2, 256, 256) and coarse.f32 (1, 64, 64), little endian; golden.json for the rest.
    """
    out.mkdir(parents=True, exist_ok=True)
    report = {}
    for name, (draw, seed, tiled) in GOLDEN.items():
        picture, truth = draw(seed)
        image = torch.from_numpy(picture).permute(2, 0, 1)[None].float()  # (1, 3, H, W)
        logits, _, _ = predict(model, image, tiled, SIDE, GOLDEN_OVERLAP_PX)
        probability = torch.sigmoid(logits).numpy()  # (2, H, W)
        square = squash(image).round().clamp(0, 255)  # (1, 3, S, S)
        r = model(square)
        grey = {"probability": probability[0] * 255, "core": probability[1] * 255, "truth": (truth > 0) * 255.0}
        for part, values in grey.items():
            cv2.imwrite(str(out / f"{name}-{part}.png"), np.round(values).astype(np.uint8))
        cv2.imwrite(str(out / f"{name}.png"), picture[..., ::-1])
        cv2.imwrite(str(out / f"{name}-512.png"), square[0].permute(1, 2, 0).numpy().astype(np.uint8)[..., ::-1])
        r.masks[0].numpy().astype("<f4").tofile(out / f"{name}-512.masks.f32")
        r.coarse[0].numpy().astype("<f4").tofile(out / f"{name}-512.coarse.f32")
        found, true = probability[0] > 0.5, truth > 0
        report[name] = {
            "iou_head": round(r.iou.item(), 4),
            "modality_logits": [round(v, 4) for v in r.modality[0].tolist()],
            "descriptor": [round(v, 4) for v in r.descriptor[0].tolist()],
            "dice_against_truth": round(float(2 * (found & true).sum() / (found.sum() + true.sum())), 4),
        }
    (out / "golden.json").write_text(json.dumps(report))


def self_test_reference(golden: Path, name: str = "dermoscopy") -> bytes:
    """What PyTorch makes of the self-test's picture, as the app reads it.

    Object and core mask (one bit a pixel, the first in the highest bit), then float32, little endian: coarse logits,
    predicted IoU, modality logits, descriptor.
    """
    masks = np.fromfile(golden / f"{name}-512.masks.f32", "<f4")
    facts = json.loads((golden / "golden.json").read_text())[name]
    numbers = np.array([facts["iou_head"], *facts["modality_logits"], *facts["descriptor"]], "<f4")
    coarse = (golden / f"{name}-512.coarse.f32").read_bytes()
    return np.packbits(masks > 0).tobytes() + coarse + numbers.tobytes()


# ------------------------------------------------------------------------------------------------------ contract


def file_facts(path: Path) -> dict:
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def graph_facts(path: Path) -> dict:
    """File and tensors of a graph as the contract has them; a named dimension is null: any size."""

    def tensors(values):
        sizes = lambda v: [d.dim_value if d.HasField("dim_value") else None for d in v.type.tensor_type.shape.dim]
        return [{"name": v.name, "type": TYPES[v.type.tensor_type.elem_type], "shape": sizes(v)} for v in values]

    graph = onnx.load(str(path)).graph
    stored = {t.name for t in graph.initializer}
    return file_facts(path) | {
        "inputs": tensors(v for v in graph.input if v.name not in stored),
        "outputs": tensors(graph.output),
    }


def graph_part(models: Path) -> dict:
    """The part of the contract that follows from the files."""
    return {
        "graphs": {name: graph_facts(models / file) for name, file in GRAPHS.items()},
        "descriptorStats": file_facts(models / STATS),
        "selfTest": dict(zip(("picture", "reference"), (file_facts(models / f) for f in SELF_TEST))),
    }


def assert_contract(contract: dict, models: Path) -> None:
    """Raises GraphMismatch, naming the first place where the contract and the files differ."""
    for part, want in graph_part(models).items():
        have = contract[part]
        for name in want:
            if part != "graphs" and have[name] != want[name]:
                raise GraphMismatch(f"contract: {part}.{name} is {have[name]}, the file's is {want[name]}")
            if part == "graphs":
                for fact, value in want[name].items():
                    if have[name][fact] != value:
                        raise GraphMismatch(f"contract: graphs.{name}.{fact} is {have[name][fact]}, the file's is {value}")
    modalities = contract["graphs"]["lka"]["outputs"][4]["shape"][1]
    if modalities != len(contract["modalities"]):
        raise GraphMismatch(f"contract: {len(contract['modalities'])} modalities, the encoder tells {modalities} apart")


def assert_weights(models: Path, weights: Path) -> float:
    """Asserts that the graphs give the weights' masks of a drawn picture; returns the largest difference of a logit."""
    picture = cv2.imread(str(models / SELF_TEST[0]), cv2.IMREAD_COLOR_RGB)
    image = torch.from_numpy(picture).permute(2, 0, 1)[None].float()  # (1, 3, 512, 512)
    with torch.no_grad():
        want = load_model(weights)(image)
    got = Graphs(models)(image)
    largest = float(np.abs(got["masks"] - want.masks.numpy()).max())
    both = ((got["masks"][0, 0] > 0) == (want.masks[0, 0].numpy() > 0)).mean()
    if largest > 0.2 or both < 0.999:
        raise GraphMismatch(f"the graphs in {models} are not of {weights}: a logit differs by {largest:.2f}")
    return largest


def take(source: Path, root: Path, version: str) -> None:
    """Takes DIR into the app: files to public/models and src/model/golden, facts into the contract.

    New graphs need a new version: exports and saved work name it. All but the graph part is decided by hand; where
    modality.json of the training lies in DIR, its entry joins the contract's modalities.
    """
    models, golden = root / "public/models", root / "src/model/golden"
    path = root / "src/model/contract.json"
    contract = json.loads(path.read_text())
    new = any(contract["graphs"][n]["sha256"] != file_facts(source / f)["sha256"] for n, f in GRAPHS.items())
    if new and version in ("", contract["weights"]["version"]):
        raise SystemExit(f"These weights are new: give them another version than {contract['weights']['version']}.")
    for file in (*GRAPHS.values(), STATS):
        shutil.copyfile(source / file, models / file)
    kept = [f"{n}{part}" for n in GOLDEN for part in (".png", "-probability.png", "-core.png", "-truth.png")]
    for file in (*kept, "dermoscopy-512.masks.f32", "dermoscopy-512.coarse.f32", "golden.json"):
        shutil.copyfile(source / "golden" / file, golden / file)
    shutil.copyfile(source / "golden/dermoscopy-512.png", models / SELF_TEST[0])
    (models / SELF_TEST[1]).write_bytes(self_test_reference(source / "golden"))
    if version:
        contract["weights"]["version"] = version
    added = source / "modality.json"
    if added.exists():
        entry = json.loads(added.read_text())
        contract["modalities"] = [m for m in contract["modalities"] if m["name"] != entry["name"]] + [entry]
    contract |= graph_part(models)
    assert_contract(contract, models)
    path.write_text(json.dumps(contract))
    written = [str(path), str(golden / "golden.json")]
    subprocess.run(
        ["npx", "--no-install", "biome", "format", "--write", *written], cwd=root, check=True, shell=sys.platform == "win32"
    )
    print(f"Weights {contract['weights']['version']} are in {models}")


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", type=Path, default=SHIPPED_WEIGHTS)
    p.add_argument("--out", type=Path, help="write graphs, golden vectors and statistics here")
    p.add_argument("--stats", type=Path, help="statistics that stats.py wrote; else those in the app, for its own weights")
    p.add_argument("--from", dest="source", type=Path, help="a folder that --out wrote")
    p.add_argument("--app", action="store_true", help="take --from into the app")
    p.add_argument("version", nargs="?", default="", help="of the weights, for --app")
    p.add_argument("--check", action="store_true")
    p.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    a = p.parse_args(argv)
    models = a.root / "public/models"
    if a.out:
        model = load_model(a.weights)
        export_graphs(model, a.out)
        write_golden(model, a.out / "golden")
        shutil.copyfile(a.stats or models / STATS, a.out / STATS)
        beside = a.weights.parent / "modality.json"
        if beside.exists():
            shutil.copyfile(beside, a.out / "modality.json")
        print(f"{a.out}: {sum((a.out / f).stat().st_size for f in GRAPHS.values()) / 1e6:.1f} MB")
    if a.app:
        if not a.source:
            raise SystemExit("Name the folder with --from.")
        take(a.source, a.root, a.version)
    if a.check:
        assert_contract(json.loads((a.root / "src/model/contract.json").read_text()), models)
        print(f"Contract and files agree; the graphs' logits are within {assert_weights(models, a.weights):.4f} of PyTorch's.")


if __name__ == "__main__":
    main()
