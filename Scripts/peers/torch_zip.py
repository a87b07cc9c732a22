"""PyTorch's zip container, byte for byte, with the records of one's own choice.

The layout is that of files written by PyTorch 2.13: an archive of stored records taken apart and written
again by `TorchZipWriter` comes out identical.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

ALIGNMENT = 64
LARGEST = 0xFFFF_FFFF


class TorchZipWriter:
    """Writes records the way PyTorch's writer lays them out.

    Local headers carry no CRC and no sizes, a padding field moves each payload to a multiple of 64, a
    descriptor follows it, and the archive always ends in the ZIP64 and the classic end records.
    """

    def __init__(self, path: Path, root: str):
        self.file = open(path, "wb")
        self.root = root
        self.central = bytearray()
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self._finish()
        self.file.close()

    def write(self, name: str, data: bytes, deflate: bool = False):
        full_name = f"{self.root}/{name}".encode()
        payload, method = (_deflated(data), 8) if deflate else (data, 0)
        flags = 0x0808 if data else 0x0800
        offset = self.file.tell()
        assert offset + len(payload) < LARGEST, "ZIP64 entries are not needed for any CLIP"
        padding = -(offset + 30 + len(full_name) + 4) % ALIGNMENT
        extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
        self.file.write(struct.pack(
            "<4s5H3I2H", b"PK\3\4", 0, flags, method, 0, 0, 0, 0, 0, len(full_name), len(extra)))
        self.file.write(full_name + extra)
        self.file.write(payload)
        sizes = struct.pack("<3I", zlib.crc32(data), len(payload), len(data))
        if data:
            self.file.write(b"PK\7\x08" + sizes)
        self.central += struct.pack("<4s6H", b"PK\1\2", 0, 0, flags, method, 0, 0) + sizes
        self.central += struct.pack("<5H2I", len(full_name), 0, 0, 0, 0, 0, offset) + full_name
        self.count += 1

    def _finish(self):
        start = self.file.tell()
        size = len(self.central)
        self.file.write(self.central)
        end = self.file.tell()
        self.file.write(struct.pack(
            "<4sQ2H2I4Q", b"PK\6\6", 44, 0x031E, 45, 0, 0, self.count, self.count, size, start))
        self.file.write(struct.pack("<4sIQI", b"PK\6\7", 0, end, 1))
        self.file.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, self.count, self.count, size, start, 0))


def _deflated(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


def records(archive_file: Path | BinaryIO) -> Iterator[tuple[str, bool, bytes]]:
    """The records of a PyTorch archive in their order: name without the root folder, is deflated, bytes."""
    with zipfile.ZipFile(archive_file) as archive:
        for info in archive.infolist():
            name = info.filename.split("/", 1)[1]
            yield name, info.compress_type == zipfile.ZIP_DEFLATED, archive.read(info)


def repack_deflated(source: BinaryIO, destination: Path):
    """The same records, deflated by an ordinary zip tool: no alignment, no descriptors."""
    with zipfile.ZipFile(destination, "w") as archive:
        for name, _, data in records(source):
            entry = zipfile.ZipInfo(f"{destination.stem}/{name}", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, compresslevel=9)
