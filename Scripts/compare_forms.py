#!/usr/bin/env python3
"""Converts every form of the same weights and compares the results: the tensors' bytes must be the same.

The forms are made by `make_checkpoints.py full-size --form ...`. Each is converted to each precision with the
release build, and the digests in the results are compared by tensor name with those of the first form.
"""

import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

COMMANDS = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release"


def digests(path: pathlib.Path) -> dict[str, str]:
    """SHA-256 by tensor name, as `clipw.digests` states them; clip-verify has compared them with the bytes."""
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        entries = sorted((value["data_offsets"][0], name) for name, value in header.items() if name != "__metadata__")
        file.seek(8 + length + entries[-1][0])
        table = file.read(32 * len(entries))
    rows = [table[start : start + 32].hex() for start in range(32, len(table), 32)]
    return {name: row for (_, name), row in zip(entries, rows)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forms", nargs="+", type=pathlib.Path, help="files and folders with the same weights")
    parser.add_argument("--precisions", nargs="+", default=["fp32", "fp16", "bf16", "int8"])
    arguments = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory(dir=arguments.forms[0].parent) as folder:
        output = pathlib.Path(folder) / "out.clipw"
        for precision in arguments.precisions:
            reference: dict[str, str] = {}
            for form in arguments.forms:
                command = [COMMANDS / "clip-convert", form, "-o", output, f"--{precision}", "--force"]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                subprocess.run([COMMANDS / "clip-verify", output], check=True, stdout=subprocess.DEVNULL)
                found = digests(output)
                reference = reference or found
                different = sorted(name for name in reference | found if reference.get(name) != found.get(name))
                failures += bool(different)
                print(f"{precision} {form.name:40} {len(found)} tensors: {'the same' if not different else different[:3]}", flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
