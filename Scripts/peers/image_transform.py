"""What openai/CLIP, torchvision and open_clip make of a picture: the truth for `ImagePreprocessing`."""

import io
import warnings

import torch

# torchvision registers these when it is built for another PyTorch; declared, its import succeeds.
_operators = torch.library.Library("torchvision", "DEF")
for _name in ("nms", "qnms"):
    _operators.define(_name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from open_clip.transform import CenterCropOrPad, ResizeKeepRatio, image_transform  # noqa: E402
from PIL import Image, ImageOps, PngImagePlugin  # noqa: E402
from torchvision.transforms import CenterCrop, Compose, Resize  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402
from torchvision.transforms.functional import _compute_resized_output_size  # noqa: E402

warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = None
# The peer refuses text that unpacks to more than a megabyte; the pixels do not hang on it.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 1 << 30


def square(encoded, size, mode, interpolation, honors_exif=False):
    """The RGB bytes of the square, before they become numbers.

    `mode` is one of open_clip's resize modes; `shortest` is also what `_transform` of openai/CLIP does."""
    image = Image.open(io.BytesIO(encoded))
    if honors_exif:
        image = ImageOps.exif_transpose(image)
    if mode == "shortest":
        # Pillow would make all of the long side before it is cut, for which no memory suffices.
        width, height = image.size
        if max(width, height) * size * size / min(width, height) > 4e8:
            return _square_of_extreme(image, size, interpolation)
        transform = Compose([Resize(size, interpolation=InterpolationMode(interpolation)), CenterCrop(size)])
    else:
        whole = image_transform(size, is_train=False, resize_mode=mode, interpolation=interpolation)
        # Without conversion to RGB, to a tensor, and normalising.
        transform = Compose(whole.transforms[:-3])
    return transform(image).convert("RGB").tobytes()


def siglip_square(encoded, size, interpolation):
    """The square of an RGB picture as transformers' processor of SigLIP makes it with Pillow."""
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

    processor = SiglipImageProcessorPil(
        size={"height": size, "width": size}, resample=Image.Resampling[interpolation.upper()],
        image_mean=[0.5] * 3, image_std=[0.5] * 3)
    image = Image.open(io.BytesIO(encoded))
    assert image.mode == "RGB", image.mode
    values = torch.from_numpy(processor(image, return_tensors="np")["pixel_values"][0]).permute(1, 2, 0)
    levels = (values.double() * 0.5 + 0.5) * 255
    assert (levels - levels.round()).abs().max() < 1e-3
    return bytes(levels.round().to(torch.uint8).numpy().tobytes())


def _square_of_extreme(image, size, interpolation):
    """The middle of a long picture, by Pillow's `box`: the same scale and the same filter."""
    width, height = image.size
    assert min(width, height) == 1 and max(width, height) % 2 == 0
    middle = max(width, height) / 2
    box = (0, middle - 0.5, 1, middle + 0.5) if width == 1 else (middle - 0.5, 0, middle + 0.5, 1)
    return image.resize((size, size), Image.Resampling[interpolation.upper()], box=box).convert("RGB").tobytes()


def normalization(mean, deviation):
    """Every value of every channel as torchvision normalises it, [3, 256] float32."""
    from torchvision.transforms import Normalize, ToTensor
    values = Image.frombytes("RGB", (16, 16), bytes(value for value in range(256) for _ in range(3)))
    return Normalize(mean, deviation)(ToTensor()(values)).reshape(3, 256)


def geometry(width, height, size, mode):
    """What becomes of a picture's size: width and height once resized, then for columns and for rows where
    the square's part begins in the resized picture, and how much of the square is empty before it."""
    if mode == "shortest":
        new_height, new_width = _compute_resized_output_size((height, width), [size])
        crop = CenterCrop(size)
    elif mode == "squash":
        new_height, new_width, crop = size, size, CenterCrop(size)
    else:
        picture = type("Picture", (), {"size": (width, height)})
        new_height, new_width = ResizeKeepRatio.get_params(picture, (size, size), 1.0)
        crop = CenterCropOrPad(size)
    if 0 in (new_width, new_height):
        return new_width, new_height
    return new_width, new_height, *_centered(new_width, size, crop), *_centered(new_height, size, crop)


def _centered(length, size, crop):
    """The crop of places numbered from 1, where 0 is empty."""
    places = torch.arange(1, length + 1, dtype=torch.int32).reshape(1, length, 1).expand(1, length, size)
    kept = crop(places)[0, :, 0]
    offset = int((kept == 0).long().argmin())
    return int(kept[offset]) - 1, offset
