"""TorchScript archives: as PyTorch writes them today, and in the layout of OpenAI's files of 2021.

What is known of that layout: class, attribute and tensor names and their order from the code that
github.com/shawwn/CLIP (ba33b4e) unpacked from ViT-B-32.pt; element types from `convert_weights`, which
explain the sizes of all nine files; PyTorch 1.7, which wrote them, from the call stacks in that code.
"""

import contextlib
import gc
import os
import sys
import types
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from .pickles import rewrite_pickle
from .torch_zip import TorchZipWriter, records
from .weights import META_KEYS, Checkpoint, probe_inputs

HOOK_ATTRIBUTE = "_is_full_backward_hook"
OWN_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")


def save_torchscript(checkpoint: Checkpoint, path: Path):
    """The traced model as this PyTorch writes it."""
    inputs = tuple(tensor[:1] for tensor in probe_inputs(checkpoint.architecture))
    with meta_buffers(checkpoint), openai_class_names():
        save_traced(checkpoint.model, inputs, path)


def save_openai_torchscript(checkpoint: Checkpoint, path: Path):
    """The traced model in the layout of OpenAI's files."""
    current = path.with_name(f".{path.name}.current")
    try:
        save_torchscript(checkpoint, current)
        with TorchZipWriter(path, root=path.stem) as writer:
            for name, deflated, data in records(current):
                if name.startswith(("traced_inputs", ".data/")) or name == "byteorder":
                    continue  # these records are younger than OpenAI's files
                writer.write(name, as_in_2021(name, data), deflated)
    finally:
        current.unlink(missing_ok=True)


def as_in_2021(name: str, data: bytes) -> bytes:
    """One record without what PyTorch 1.7 did not write yet, and with tensors that lived on a GPU."""
    if name in ("data.pkl", "constants.pkl"):
        return rewrite_pickle(data, lambda text: "cuda:0" if text == "cpu" else text, HOOK_ATTRIBUTE)
    if name.endswith(".py"):
        # Blanks of the same length keep the source ranges in the debug records right.
        line = f"  {HOOK_ATTRIBUTE} : Optional[bool]\n".encode()
        return data.replace(line, b" " * (len(line) - 1) + b"\n")
    return data


def save_traced(model: torch.nn.Module, inputs: tuple, path: Path):
    """Traces `forward`, and the two encoders where there are such, and saves the result."""
    methods = {"forward": inputs}
    if hasattr(model, "encode_image"):
        methods |= {"encode_image": inputs[:1], "encode_text": inputs[1:]}

    def trace_and_save():
        with torch.no_grad():
            traced = torch.jit.trace_module(model, methods, check_trace=False)
        torch.jit.save(traced, str(path))

    # A trace records the call stack of every operation. A thread has none of the caller's frames.
    use_relative_source_names()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(trace_and_save).result()
    for name, _, data in records(path):
        assert sys.prefix.encode() not in data, f"{path}: {name} names a folder of this machine"


def use_relative_source_names():
    """Lets every loaded function name its source file relative to the import path.

    The archive then depends on the versions of the packages, not on the folder they are installed in. Lines
    of this package are counted from the start of their function: an edit above it changes no archive.
    """
    folders = sorted({os.path.join(os.path.abspath(folder), "") for folder in sys.path},
                     key=len, reverse=True)

    def relative(code: types.CodeType) -> types.CodeType:
        name = code.co_filename
        folder = next((folder for folder in folders if name.startswith(folder)), "")
        constants = tuple(
            relative(constant) if isinstance(constant, types.CodeType) else constant
            for constant in code.co_consts)
        first_line = 1 if name.startswith(OWN_FOLDER) else code.co_firstlineno
        return code.replace(
            co_filename=name[len(folder):], co_firstlineno=first_line, co_consts=constants)

    for function in gc.get_objects():
        if type(function) is types.FunctionType and os.path.isabs(function.__code__.co_filename):
            function.__code__ = relative(function.__code__)


@contextlib.contextmanager
def meta_buffers(checkpoint: Checkpoint):
    """Gives the model the three integer scalars that OpenAI's archives carry among the weights."""
    model, architecture = checkpoint.model, checkpoint.architecture
    values = (architecture.image_resolution, architecture.context_length, architecture.vocab_size)
    plain = {key: vars(model).pop(key) for key in META_KEYS if key in vars(model)}
    for key, value in zip(META_KEYS, values):
        model.register_buffer(key, torch.tensor(value))
    try:
        yield
    finally:
        for key in META_KEYS:
            del model._buffers[key]
        vars(model).update(plain)


@contextlib.contextmanager
def openai_class_names():
    """Calls the classes what they were called when OpenAI traced its models."""
    import clip.model
    from torch.nn.modules.linear import NonDynamicallyQuantizableLinear

    names = {
        clip.model.CLIP: "Multimodal",
        clip.model.VisionTransformer: "VisualTransformer",
        NonDynamicallyQuantizableLinear: "_LinearWithBias",
    }
    module = "multimodal.model.multimodal_transformer"
    classes = [value for value in vars(clip.model).values()
               if isinstance(value, type) and value.__module__ == "clip.model"]
    saved = [(kind, kind.__name__, kind.__module__) for kind in [*classes, NonDynamicallyQuantizableLinear]]
    for kind in classes:
        kind.__module__ = module
    for kind, name in names.items():
        kind.__name__ = name
    try:
        yield
    finally:
        for kind, name, home in saved:
            kind.__name__, kind.__module__ = name, home
