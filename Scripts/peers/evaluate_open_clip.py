#!/usr/bin/env python3
"""Zero-shot accuracy as one writes it with open_clip: its model and transform, ImageFolder, DataLoader.

    evaluate_open_clip.py CHECKPOINT FOLDER      prints top-1

A process of its own, for Scripts/measure_zero_shot.py.
"""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from peers import load_torchvision  # noqa: E402

load_torchvision()
import open_clip  # noqa: E402
from torchvision.datasets import ImageFolder  # noqa: E402

from peers.loading import load_canonical  # noqa: E402


@torch.inference_mode()
def main():
    checkpoint, folder = Path(sys.argv[1]), sys.argv[2]
    torch.set_num_threads(2)
    model, _, transform = open_clip.create_model_and_transforms("ViT-B-32-quickgelu")
    model.load_state_dict({name: tensor.float() for name, tensor in load_canonical(checkpoint).items()
                           if name in model.state_dict()}, strict=False)
    model.eval()
    data = ImageFolder(folder, transform)
    weights = open_clip.build_zero_shot_classifier(
        model, open_clip.get_tokenizer("ViT-B-32"), data.classes, ["a photo of a {}."])
    right = 0
    for pixels, truth in torch.utils.data.DataLoader(data, batch_size=32, num_workers=2):
        embeddings = model.encode_image(pixels, normalize=True)
        right += ((embeddings @ weights).argmax(dim=1) == truth).sum().item()
    print(f"{right / len(data):.4f}")


if __name__ == "__main__":
    main()
