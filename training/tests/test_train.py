import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
import torch
from conftest import TRAINING, pack
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import data
import losses
import synthetic
import train
from model import MedFastSam, ModelConfig, load_model
from train import Options, OtherRun

TINY = ["--steps", "6", "--batch", "2", "--micro", "2", "--side", "64", "--precision", "float32", "--threads", "1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return synthetic.write_folder("dermoscopy", 3, tmp_path_factory.mktemp("lesions"), size=(96, 128))


def logged(out, name="loss"):
    events = EventAccumulator(str(out))
    events.Reload()
    return {e.step: e.value for e in events.Scalars(name)}


def command(folder, out, *more):
    script = str(TRAINING / "train.py")
    return [sys.executable, script, "--folders", f"{folder}:dermoscopy:whole", "--out", str(out), *TINY, *more]


def test_a_killed_run_goes_on_with_the_losses_of_one_that_was_not(folder, tmp_path):
    env = os.environ | {"OMP_NUM_THREADS": "1"}
    assert subprocess.run(command(folder, tmp_path / "whole"), env=env, capture_output=True).returncode == 0
    killed = command(folder, tmp_path / "killed", "--save-every", "-2")
    first = subprocess.Popen(killed, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    shown = b""
    while not re.search(rb"[3-5]/6", shown):  # the progress bar is past the checkpoint of step 2
        shown += first.stderr.read(1) or pytest.fail("the run ended before it was killed")
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert (tmp_path / "killed" / "checkpoint.pt").exists()
    assert not (tmp_path / "killed" / "weights.pt").exists()
    assert subprocess.run(killed, env=env, capture_output=True).returncode == 0
    whole, resumed = logged(tmp_path / "whole"), logged(tmp_path / "killed")
    assert sorted(whole) == sorted(resumed) == list(range(6))
    assert [resumed[k] for k in range(6)] == [whole[k] for k in range(6)]
    a, b = load_model(tmp_path / "whole/weights.pt"), load_model(tmp_path / "killed/weights.pt")
    assert all(torch.equal(p, q) for p, q in zip(a.state_dict().values(), b.state_dict().values()))


def test_a_checkpoint_of_other_options_is_not_gone_on_from(folder, tmp_path):
    sets = [data.load_folder(folder, 0, False)]
    tiny = Options(steps=1, batch=1, micro=1, side=64, warmup=1)
    train.train(MedFastSam(ModelConfig()), sets, tiny, tmp_path, bar=False)
    with pytest.raises(OtherRun, match="lr"):
        train.train(MedFastSam(ModelConfig()), sets, Options(**vars(tiny) | {"lr": 1e-3}), tmp_path, bar=False)


def test_some_steps_on_one_lesion_lower_the_loss(folder, tmp_path):
    s = data.load_folder(folder, 0, False, limit=1)
    model = MedFastSam(ModelConfig())
    model.lka_encoder.trunk.load_imagenet()
    options = Options(steps=25, batch=2, micro=2, side=64, small=0, lr=2e-3, warmup=5, interactive=0)
    train.train(model, [s], options, tmp_path, bar=False)
    loss = logged(tmp_path)
    assert np.mean([loss[k] for k in range(20, 25)]) < 0.8 * np.mean([loss[k] for k in range(5)])


def test_frozen_parts_and_batch_norms_stay(folder, tmp_path):
    model = MedFastSam(ModelConfig())
    before = {k: v.clone() for k, v in model.state_dict().items()}
    options = Options(steps=2, batch=1, micro=1, side=64, warmup=1, freeze="lka_encoder.")
    train.train(model, [data.load_folder(folder, 0, False)], options, tmp_path, bar=False)
    moved = {k for k, v in model.state_dict().items() if not torch.equal(v, before[k])}
    assert moved and not [k for k in moved if k.startswith("lka_encoder.") or "running" in k]


def test_clicks_lie_on_errors_and_say_what_is_true():
    torch.manual_seed(0)
    target = torch.zeros(2, 64, 64)
    target[:, 20:40, 20:40] = 1
    logits = torch.full((2, 64, 64), -5.0)
    logits[0, 20:40, 20:40] = 5  # the first is right, the second finds nothing
    points, labels = losses.error_points(logits, target, 6)
    assert (labels[0] == -1).all()
    real = labels[1] >= 0
    assert real.any() and (labels[1][real] == 1).all()
    assert ((points[1][real] / 2 >= 20) & (points[1][real] / 2 <= 40.5)).all()


def test_the_losses_are_least_where_the_mask_is_right():
    target = torch.zeros(1, 32, 32)
    target[:, 8:24, 8:24] = 1
    right, wrong = (2 * target - 1) * 12, (1 - 2 * target) * 12
    assert losses.mask_loss(right, target).item() < 1e-3 < 1 < losses.mask_loss(wrong, target).item()
    assert losses.hard_iou(right, target).item() == 1
    assert losses.hard_iou(wrong, target).item() == 0


def test_the_rate_warms_up_and_falls_to_a_hundredth():
    options = Options(steps=1000, warmup=100, lr=1.0)
    rates = [train.learning_rate(options, k) for k in range(1000)]
    assert rates[0] == pytest.approx(0.01, abs=1e-3)
    assert max(rates) == pytest.approx(rates[99], rel=1e-2)
    assert rates[-1] == pytest.approx(0.01, abs=1e-3)


@pytest.mark.skipif(not train.has_fast_bf16(), reason="this CPU has no bfloat16 of its own")
def test_bfloat16_trains_to_about_the_same_loss(folder, tmp_path):
    s = data.load_folder(folder, 0, False)
    for precision in ("float32", "bf16"):
        torch.manual_seed(0)
        model = MedFastSam(ModelConfig())
        model.lka_encoder.trunk.load_imagenet()
        options = Options(steps=3, batch=2, micro=2, side=64, small=0, warmup=1, precision=precision)
        train.train(model, [s], options, tmp_path / precision, bar=False)
    a, b = logged(tmp_path / "float32"), logged(tmp_path / "bf16")
    assert list(b.values()) == pytest.approx(list(a.values()), rel=0.05)


def test_sets_for_evaluation_are_not_trained_on(tmp_path):
    packed = pack(synthetic.write_folder("dermoscopy", 1, tmp_path / "ph2", size=(32, 32)))
    with pytest.raises(data.UnreadableSet, match="evaluation only"):
        train.sets_of([str(packed)], [], ModelConfig().modalities)
