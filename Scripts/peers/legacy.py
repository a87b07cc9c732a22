"""PyTorch's format before 1.6, made the same on every run.

Five pickles (magic number, protocol version, system, object, storage keys), then each storage as a 64-bit
count and its raw elements, in the order of the keys. PyTorch takes a key from a storage's address and puts
the source text of a module's classes into the file; both are replaced here by something of our own.
"""

import io
import pickle
import pickletools
import struct
from pathlib import Path
from unittest import mock

import torch
from torch.storage import _get_dtype_from_pickle_storage_type

from .pickles import rewrite_pickle


def save_legacy(value, path: Path):
    """`torch.save` in the old format, with storage keys that do not depend on addresses."""
    buffer = io.BytesIO()
    with mock.patch("torch.serialization.get_source_lines_and_file", stand_in_source):
        torch.save(value, buffer, _use_new_zipfile_serialization=False)
    path.write_bytes(with_stable_keys(buffer.getvalue()))


def stand_in_source(kind, error_msg=None):
    return [f"class {kind.__name__}:\n", "    pass\n"], 1, f"{kind.__module__.replace('.', '/')}.py"


def with_stable_keys(data: bytes) -> bytes:
    """The same file with every storage key replaced, and the storages in the order of the new keys."""
    stream = io.BytesIO(data)
    starts = []
    for _ in range(5):
        starts.append(stream.tell())
        for _ in pickletools.genops(stream):
            pass
    keys = pickle.loads(data[starts[4]:stream.tell()])
    dtypes = storage_dtypes(data[starts[3]:starts[4]])
    storages = {}
    for key in keys:
        count = stream.read(8)
        storages[key] = count + stream.read(struct.unpack("<q", count)[0] * dtypes[key].itemsize)
    assert not stream.read(1), "nothing follows the last storage"

    # Addresses come in no particular order; neither do these.
    renamed = {key: str(94_000_000_000_000 + index * 7_919 % 10_007 * 64)
               for index, key in enumerate(dtypes)}
    assert len(set(renamed.values())) == len(keys)
    order = sorted(renamed, key=renamed.get)
    output = bytearray(data[:starts[3]])
    output += rewrite_pickle(data[starts[3]:starts[4]], lambda text: renamed.get(text, text))
    output += pickle.dumps([renamed[key] for key in order], protocol=2)
    for key in order:
        output += storages[key]
    return bytes(output)


def storage_dtypes(object_pickle: bytes) -> dict[str, torch.dtype]:
    """The element type of each storage in the order of first use, read from the object's pickle."""
    dtypes = {}

    class Reader(pickle.Unpickler):
        def persistent_load(self, identifier):
            if identifier[0] == "storage":
                _, kind, key, *_ = identifier
                dtypes.setdefault(key, _get_dtype_from_pickle_storage_type(kind.__name__))
            return identifier[1]

        def find_class(self, module, name):
            rebuilds = module == "torch._utils" and name.startswith("_rebuild_")
            return (lambda *arguments: None) if rebuilds else super().find_class(module, name)

    Reader(io.BytesIO(object_pickle)).load()
    return dtypes
