#!/usr/bin/env python3
"""Measures clip-convert against what every user could do instead: hash the file and copy it.

For each archive and precision, in turn and several times over:

    A   clip-convert IN -o OUT --PRECISION --no-validate --force   (hashes the input, writes, fsyncs)
    B   sha256sum IN; cp IN OUT; sync OUT

and the ratio A/B of each pair. The page cache is warm. Memory is the peak of the resident set (nothing is
mapped, so this is an upper bound of the private memory). Opening is `clip-inspect --tensors` of the result,
as a whole process. Needs a release build: Scripts/build.sh.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMANDS = ROOT / ".build" / "release"


def run(*command: object) -> tuple[float, int]:
    """Runs a command; returns its wall time in seconds and its peak resident set in KiB."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss


def settle() -> None:
    """Lets the disk finish what earlier runs left to it, so that no run pays for another."""
    os.sync()


def measure(archive: pathlib.Path, precision: str, output: pathlib.Path, rounds: int) -> None:
    ours, copies, ratios, memory = [], [], [], 0
    for index in range(rounds + 1):
        settle()
        converted, peak = run(COMMANDS / "clip-convert", archive, "-o", output, f"--{precision}", "--no-validate", "--force")
        output.unlink()
        settle()
        copied = sum(run(*command)[0] for command in (("sha256sum", archive), ("cp", archive, output), ("sync", output)))
        output.unlink()
        if index == 0:  # a warm-up
            continue
        ours.append(converted)
        copies.append(copied)
        ratios.append(converted / copied)
        memory = max(memory, peak)
    print(
        f"{archive.name:24} {precision:5} {statistics.median(ours):7.3f} s {statistics.median(copies):7.3f} s "
        f"{statistics.median(ratios):6.3f}  [{min(ratios):.3f} to {max(ratios):.3f}] {memory / 1024:8.1f} MiB",
        flush=True,
    )


def measure_opening(archive: pathlib.Path, output: pathlib.Path, rounds: int) -> None:
    run(COMMANDS / "clip-convert", archive, "-o", output, "--fp16", "--no-validate", "--force")
    times = [run(COMMANDS / "clip-inspect", output, "--tensors")[0] for _ in range(rounds + 1)][1:]
    print(
        f"\nclip-inspect --tensors of the {output.stat().st_size / 1e6:.0f} MB fp16 file of {archive.name}, whole process: "
        f"median {statistics.median(times) * 1000:.1f} ms, at most {max(times) * 1000:.1f} ms"
    )
    output.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", nargs="+", type=pathlib.Path, help="full-size checkpoints; see make_checkpoints.py")
    parser.add_argument("--rounds", type=int, default=7, help="counted pairs for each precision (default 7)")
    parser.add_argument("--precisions", nargs="+", default=["fp16", "int8", "bf16", "fp32"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.archives[0].parent) as folder:
        output = pathlib.Path(folder) / "out.clipw"
        print(f"{'archive':24} {'':5} {'convert':>9} {'hash+copy':>9} {'ratio':>6}  {'range':16} {'peak memory':>12}")
        for archive in arguments.archives:
            for precision in arguments.precisions:
                measure(archive, precision, output, arguments.rounds)
        measure_opening(arguments.archives[0], output, 3 * arguments.rounds)


if __name__ == "__main__":
    main()
