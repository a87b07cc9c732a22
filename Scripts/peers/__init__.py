"""What the fixture and comparison scripts share: the real PyTorch peers, and clipw's own rules in Python."""

import sys


def load_torchvision():
    """Imports torchvision, also where its compiled operators do not fit the PyTorch at hand.

    A torchvision built for CUDA finds none of its operators beside a CPU-only PyTorch and stops at import.
    openai/CLIP and open_clip need only its Python code, so two declarations are enough to let it in.
    """
    import torch

    try:
        import torchvision
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        load_torchvision.library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            load_torchvision.library.define(
                f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision
    return torchvision
