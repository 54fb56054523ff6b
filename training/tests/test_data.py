import cv2
import numpy as np
import pytest
import torch
from conftest import pack

import data
import synthetic
from data import UnreadableSet, core_of, load_folder, load_packed, read_mask


@pytest.fixture
def file_of(tmp_path):
    def write(array, name="mask.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), array)
        return path

    return write


def rows(text):
    """A small mask from its drawing: . is 0, digits are themselves."""
    return np.array([[0 if c == "." else int(c) for c in line] for line in text.split()], np.uint8)


SQUARE = rows("..... .111. .111. .111. .....")


@pytest.mark.parametrize("one", [1, 255])
def test_a_binary_mask_of_either_brightness_is_read(file_of, one):
    mask, objects = read_mask(file_of(SQUARE * one))
    assert objects is None
    assert np.array_equal(mask, SQUARE)


def test_a_mask_with_grey_edges_is_cut_in_the_middle(file_of):
    grey = rows("00000").astype(np.uint8)
    grey[0] = [0, 100, 127, 128, 255]
    assert read_mask(file_of(grey))[0].tolist() == [[0, 0, 0, 1, 1]]


def test_an_empty_mask_is_no_object_and_a_full_one_is_all_object(file_of):
    assert read_mask(file_of(np.zeros((4, 4), np.uint8)))[0].sum() == 0
    assert read_mask(file_of(np.full((4, 4), 255, np.uint8)))[0].sum() == 16


def test_colours_choose_the_classes(file_of):
    bgr = np.zeros((1, 3, 3), np.uint8)
    bgr[0, 0], bgr[0, 1] = (0, 0, 255), (0, 255, 0)  # red, green, black
    path = file_of(bgr)
    assert read_mask(path)[0].tolist() == [[1, 1, 0]]
    assert read_mask(path, "colour", ["ff0000"])[0].tolist() == [[1, 0, 0]]
    assert read_mask(path, "colour", ["#00ff00", "ff0000"])[0].tolist() == [[1, 1, 0]]


def test_sixteen_bits_number_the_objects(file_of):
    numbers = (rows("..11. ..11. 22...").astype(np.uint16)) * 300
    mask, objects = read_mask(file_of(numbers))
    assert sorted(np.unique(objects)) == [0, 300, 600]
    assert np.array_equal(mask, numbers > 0)


def test_transparent_pixels_are_background(file_of):
    bgra = np.full((2, 2, 4), 255, np.uint8)
    bgra[0, 0, 3] = 0
    assert read_mask(file_of(bgra))[0].tolist() == [[0, 1], [1, 1]]
    bgra[..., :3] = 0  # black on nothing: the alpha channel draws the mask
    assert read_mask(file_of(bgra))[0].tolist() == [[0, 1], [1, 1]]


def test_dark_grey_values_are_not_guessed_at(file_of):
    path = file_of(rows("..12. ..33."))
    with pytest.raises(UnreadableSet, match="binary or instances"):
        read_mask(path)
    assert read_mask(path, "instances")[1].max() == 3


def test_the_core_is_the_object_without_its_outer_two_pixels():
    numbers = np.zeros((12, 20), np.int32)
    numbers[2:10, 2:10], numbers[2:10, 10:18] = 1, 2  # two touching squares of 8 x 8
    core = core_of(numbers)
    assert core.sum() == 2 * 4 * 4
    assert core[4:8, 4:8].all() and core[4:8, 12:16].all()


def test_a_folder_is_read_with_its_licence(tmp_path):
    synthetic.write_folder("histology", 2, tmp_path, size=(80, 90))
    s = load_folder(tmp_path, 1, tiled=True)
    assert len(s) == 2 and s.licence.startswith("Drawn from random numbers")
    assert s.has_core and s.images[0].shape == (3, 80, 90) and s.masks[0].shape == (2, 80, 90)
    image, numbers = synthetic.histology(0, 80, 90)
    assert np.array_equal(s.images[0].permute(1, 2, 0).numpy(), image)
    assert np.array_equal(s.instances[0], numbers)


def test_masks_may_lie_beside_their_pictures(file_of, tmp_path):
    for name in ("a", "b"):
        file_of(np.zeros((5, 5, 3), np.uint8), f"set/{name}.png")
        file_of(SQUARE * 255, f"set/{name}_mask.png")
    s = load_folder(tmp_path / "set", 0, tiled=False, licence="ours")
    assert s.ids == ["a", "b"] and s.masks[0][0].sum() == 9


def test_what_is_wrong_with_a_folder_is_said(file_of, tmp_path):
    with pytest.raises(UnreadableSet, match="no folder"):
        load_folder(tmp_path / "nowhere", 0, False, "ours")
    file_of(np.zeros((5, 5, 3), np.uint8), "set/images/a.png")
    with pytest.raises(UnreadableSet, match="no masks/"):
        load_folder(tmp_path / "set", 0, False, "ours")
    file_of(SQUARE, "set/masks/other.png")
    with pytest.raises(UnreadableSet, match="1 pictures .* have no mask: a.png"):
        load_folder(tmp_path / "set", 0, False, "ours")
    file_of(np.zeros((6, 5), np.uint8), "set/masks/a.png")
    with pytest.raises(UnreadableSet, match="terms"):
        load_folder(tmp_path / "set", 0, False)
    with pytest.raises(UnreadableSet, match="5 x 5 pixels, its mask a.png has 5 x 6"):
        load_folder(tmp_path / "set", 0, False, "ours")


def test_a_packed_set_is_read_and_spread(tmp_path):
    packed = pack(synthetic.write_folder("dermoscopy", 4, tmp_path / "isic_train", size=(60, 80)))
    s = load_packed(packed, limit=2)
    assert s.ids == ["dermoscopy-000", "dermoscopy-002"]
    assert (s.modality, s.tiled, s.has_core) == (0, False, False)
    assert np.array_equal(s.masks[1][0].numpy() > 0, synthetic.dermoscopy(2, 60, 80)[1])


def test_a_set_that_nobody_knows_is_not_guessed_at(tmp_path):
    with pytest.raises(UnreadableSet, match="no known set"):
        load_packed(tmp_path / "mystery.tar")


def test_every_known_set_states_its_terms():
    assert all(card.licence for card in data.SETS.values())
    assert not [name for name, card in data.SETS.items() if card.evaluation_only and card.weight]


@pytest.mark.parametrize("tiled", [False, True])
def test_a_crop_keeps_picture_and_mask_together(tiled):
    torch.manual_seed(0)
    mask = np.zeros((200, 300), np.uint8)
    cv2.ellipse(mask, (150, 100), (70, 40), 30, 0, 360, 1, -1)
    image, masks = data.as_tensors(np.repeat(mask[..., None] * 255, 3, 2), mask, None)
    s = data.ImageSet("ellipse", ["e"], [image], [masks], [None], 0, tiled, "ours")
    images, found = data.sample(s, 8, 96)
    assert images.shape == (8, 3, 96, 96) and found.shape == (8, 2, 96, 96)
    assert torch.equal((images[:, 0] > 127.5).float(), found[:, 0])
    assert len({round(v.item(), 3) for v in found[:, 0].mean((1, 2))}) > 4  # crops differ


@pytest.mark.parametrize("modality,tiled", [("dermoscopy", False), ("histology", True), ("ultrasound", False)])
def test_augmented_pictures_stay_pictures(modality, tiled):
    torch.manual_seed(0)
    x = torch.rand(4, 3, 64, 64) * 255
    y = data.augment(x, modality, tiled)
    assert y.shape == x.shape and y.isfinite().all() and 0 <= y.min() and y.max() <= 255
    assert (x - y).abs().mean() > 1


def test_stains_come_apart_and_together_again():
    torch.manual_seed(0)
    x = torch.rand(2, 3, 8, 8) * 250
    stains = torch.nn.functional.normalize(data._STAINS, dim=1).expand(2, 3, 3)
    assert torch.allclose(data.stained(data.stain_amounts(x), stains), x, atol=0.01)
    assert data.restain(x).isfinite().all()
