#!/usr/bin/env python3
"""Makes CLIP checkpoints with the real PyTorch, in every form that clipw reads.

    make_checkpoints.py fixtures                              everything in Tests/Fixtures
    make_checkpoints.py full-size --model ViT-B/32 --out DIR  one archive of OpenAI's size and layout
    make_checkpoints.py siglip --model ViT-B-16-SigLIP --out DIR
                                                              a size of SigLIP's as folders of open_clip and transformers

The weights are seeded, and shaped like trained ones. Every file is read back and compared before the script
ends. Set the Python environment up with Scripts/set-up-peers.sh.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import torch  # noqa: E402

from peers import siglip_folders  # noqa: E402
from peers.architectures import OPENAI, TINY_RN, TINY_VIT  # noqa: E402
from peers.forms import FORMS  # noqa: E402
from peers.loading import load_canonical  # noqa: E402
from peers.small_fixtures import write_small_fixtures  # noqa: E402
from peers.weights import META_KEYS, Checkpoint, make_checkpoint  # noqa: E402

FIXTURES = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures"
RN_FORMS = ("torchscript-openai", "state-dict", "expected")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    fixtures = commands.add_parser("fixtures", help="write the small fixtures of the tests")
    fixtures.add_argument("--out", type=Path, default=FIXTURES, help="folder to write to (%(default)s)")
    full_size = commands.add_parser("full-size", help="write one checkpoint of OpenAI's size")
    full_size.add_argument("--model", choices=OPENAI, required=True, help="OpenAI's name of the architecture")
    full_size.add_argument("--out", type=Path, required=True, help="folder to write to")
    full_size.add_argument("--form", choices=FORMS, action="append",
                           help="torchscript-openai unless given; may be repeated")
    full_size.add_argument("--seed", type=int, default=1, help="of the weights (%(default)s)")
    size = commands.add_parser("siglip", help="write one checkpoint of SigLIP's size as two folders")
    size.add_argument("--model", choices=siglip_folders.MODELS, required=True, help="open_clip's name of the size")
    size.add_argument("--out", type=Path, required=True, help="folder to write to")
    size.add_argument("--seed", type=int, default=1, help="of the weights (%(default)s)")
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    if options.command == "fixtures":
        write_fixtures(options.out)
    elif options.command == "siglip":
        siglip_folders.write(options.model, options.out, options.seed)
    else:
        checkpoint = make_checkpoint(OPENAI[options.model], options.seed)
        for form in options.form or ["torchscript-openai"]:
            write(checkpoint, form, options.out, plain_name="torchscript-openai")


def write_fixtures(folder: Path):
    write_small_fixtures(folder)
    vit = make_checkpoint(TINY_VIT)
    for form in FORMS:
        write(vit, form, folder)
    rn = make_checkpoint(TINY_RN)
    for form in RN_FORMS:
        write(rn, form, folder)


def write(checkpoint: Checkpoint, form: str, folder: Path, plain_name: str | None = None):
    """Writes one form and reads it back. The form `plain_name` is called after the model alone."""
    suffix = ".pt" if form == plain_name else FORMS[form].suffix
    path = folder / f"{checkpoint.architecture.stem}{suffix}"
    FORMS[form].write(checkpoint, path)
    check(checkpoint, path, upcast=form == "expected")
    files = [file for file in path.iterdir()] if path.is_dir() else [path]
    for file in files:
        file.chmod(0o644)  # safetensors keeps its files to their owner
    print(f"{path}: {sum(file.stat().st_size for file in files):,} bytes")


def check(checkpoint: Checkpoint, path: Path, upcast: bool):
    """Stops unless the file holds the checkpoint's weights, bit for bit and in the same types."""
    stored = load_canonical(path, trust=True)
    wanted = checkpoint.weights
    extra = set(stored) - set(wanted) - set(META_KEYS)
    assert not extra and not set(wanted) - set(stored), f"{path}: names differ"
    for name, tensor in wanted.items():
        expected = tensor.float() if upcast and tensor.is_floating_point() else tensor
        assert stored[name].dtype == expected.dtype, f"{path}: {name} is {stored[name].dtype}"
        assert torch.equal(stored[name], expected), f"{path}: {name} differs"


if __name__ == "__main__":
    main()
