#!/usr/bin/env python3
"""Measures clip-store against what every user could do instead, in one run, page cache warm.

    pull     clip-store pull of a file from nginx on loopback, fsync included; beside it curl -o of the same file and
             openssl dgst -sha256 of what it wrote (sha256sum takes three times as long)
    list     clip-store list of a store of 200 files, as a whole process
    verify   clip-store verify of one file and of four; beside it openssl dgst -sha256 of the same, one process a core

Needs nginx and curl (Scripts/set-up-tests.sh), and a release build: Scripts/build.sh --product clip-store.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = pathlib.Path(os.environ.get("CLIP_STORE_COMMAND", ROOT / ".build" / "release" / "clip-store"))
COLUMNS = "name\tfile\tbytes\tsha256\tmd5\tactivation"


def seconds(*command: object) -> float:
    """Runs a command and returns its wall time."""
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def median(values: list[float]) -> str:
    return f"{statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})"


def serve(work: pathlib.Path) -> tuple[subprocess.Popen, str]:
    """Starts nginx on a free port with the files of `work`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    temporary = " ".join(f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (work / "nginx.conf").write_text(
        f"daemon off; master_process off; user root; pid {work}/pid; error_log {work}/errors; events {{}}\n"
        f"http {{ access_log off; sendfile on; {temporary} server {{ listen 127.0.0.1:{port}; root {work}; }} }}\n"
    )
    server = subprocess.Popen(["nginx", "-p", work, "-c", work / "nginx.conf", "-e", work / "errors"])
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server, f"http://127.0.0.1:{port}"
        time.sleep(0.02)
    raise SystemExit("nginx does not start")


def measure_pull(work: pathlib.Path, address: str, table: pathlib.Path, rounds: int) -> None:
    ours, theirs, ratios = [], [], []
    store = work / "pulled"
    for index in range(rounds + 1):
        shutil.rmtree(store, ignore_errors=True)
        os.sync()
        pulled = seconds(COMMAND, "pull", "measured", "--mirror", address, "--store", store, "--table", table)
        (work / "curled").unlink(missing_ok=True)
        os.sync()
        curled = seconds("curl", "--silent", "-o", work / "curled", f"{address}/model.pt")
        curled += seconds("openssl", "dgst", "-sha256", work / "curled")
        if index:  # the first is a warm-up
            ours.append(pulled)
            theirs.append(curled)
            ratios.append(curled / pulled)
    print(f"pull    {median(ours)} s; curl and openssl dgst {median(theirs)} s; speed {median(ratios)} of theirs")


def measure_list(work: pathlib.Path, rounds: int) -> None:
    store = work / "many"
    store.mkdir()
    fixture = (ROOT / "Tests/Fixtures/vit-torchscript-openai.pt").read_bytes()
    for index in range(200):
        (store / f"model{index}.pt").write_bytes(fixture)
    first = seconds(COMMAND, "list", "--store", store)
    times = [seconds(COMMAND, "list", "--store", store) for _ in range(rounds * 5)]
    print(f"list    200 files: {median(times)} s; the first time, without index, {first:.3f} s")


def measure_verify(work: pathlib.Path, size: int, rounds: int) -> None:
    store = work / "pulled"
    for count in (1, 4):
        for index in range(2, count + 1):
            os.link(store / "model.pt", store / f"copy{index}.pt")
        files = sorted(store.glob("*.pt"))
        ours, ratios = [], []
        for _ in range(rounds):
            hashed = seconds("sh", "-c", 'printf "%s\\n" "$@" | xargs -P "$(nproc)" -n 1 openssl dgst -sha256', "sh", *files)
            ours.append(seconds(COMMAND, "verify", "--store", store, "--table", work / "table.tsv"))
            ratios.append(hashed / ours[-1])
        print(f"verify  {count} of {size / 1e6:.0f} MB: {median(ours)} s; speed {median(ratios)} of openssl dgst")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=354)
    parser.add_argument("--work", type=pathlib.Path, help="a folder on the disk that counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as name:
        work = pathlib.Path(name)
        content = os.urandom(options.megabytes * 1_000_000)
        (work / "model.pt").write_bytes(content)
        table = work / "table.tsv"
        digest = hashlib.sha256(content).hexdigest()
        table.write_text(f"{COLUMNS}\nmeasured\tmodel.pt\t{len(content)}\t{digest}\t-\tgelu\n")
        server, address = serve(work)
        try:
            measure_pull(work, address, table, options.rounds)
            measure_verify(work, len(content), options.rounds)
            measure_list(work, options.rounds)
        finally:
            server.kill()


if __name__ == "__main__":
    main()
