#!/usr/bin/env python3
"""Compares what clipw accepts of hostile files with what PyTorch and the reference reader of safetensors accept.

Whatever clipw reads, the peer must read as well, with the same names, types, shapes and bytes; but for the exceptions
below, each with its reason. The files are the cases of the tests' generator, and random mutations of small good files,
raw and inside the archive's records (so that checksums are right again). What only the peer accepts is counted.

    .peers/bin/python Scripts/compare_hostile.py                      # 5,000 mutations
    .peers/bin/python Scripts/compare_hostile.py --mutations 100000 --seed 7

The peers run in a process of their own, which some of the files bring down or keep busy.
"""

import argparse
import collections
import hashlib
import io
import json
import pathlib
import random
import select
import subprocess
import sys
import tempfile
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = REPOSITORY / "Tests" / "Fixtures"
SEEDS = ["small.pt", "small-torchscript.pt", "small-legacy.pt", "small.safetensors", "dtypes.pt", "small-training.pt"]

# What clipw reads and the peer does not, by a part of the peer's error.
MORE_CAPABLE = [
    ("Unsupported global", "a class that weights_only does not list; to clipw it is an inert name beside the weights"),
    ("is not iterable", "a call beside the weights, which PyTorch makes and clipw does not"),
    ("was not in the map", "a name that the archive's code does not declare; clipw never reads code"),
    ("Unknown type name", "a name that the archive's code does not declare; clipw never reads code"),
]
# Records that clipw never reads, but the peers do; what is wrong with them is no matter to it.
UNREAD = ("code/", "constants", "traced_inputs", ".storage_alignment", ".format_version", ".data/", "extra/")


def hostile_corpus() -> pathlib.Path:
    """The tool that writes the cases and reads files as clipw does."""
    subprocess.run(["swift", "build", "--product", "hostile-corpus"], cwd=REPOSITORY, check=True, stdout=sys.stderr)
    return REPOSITORY / ".build" / "debug" / "hostile-corpus"


# MARK: Mutations


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One to three changes: a byte, a number at its extremes, a run of bytes taken out, doubled or moved."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[min(place, len(data) - 1)] = chance.randrange(256)
        elif kind == 1:
            number = chance.choice([0, 1, 255, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1])
            size = chance.choice([1, 2, 4, 8])
            data[place : place + size] = (number % 256**size).to_bytes(size, "little")
        elif kind == 2:
            del data[place : place + chance.randint(1, 16)]
        else:
            start = chance.randrange(len(data) + 1)
            run = data[start : start + chance.randint(1, 32)]
            data[place : place + (len(run) if kind == 3 else 0)] = run
    return bytes(data)


def mutated_inside(content: bytes, chance: random.Random) -> bytes:
    """An archive with one record changed, and written again with right checksums; else the file itself changed."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return mutated(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        records = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    chosen = chance.choice([index for index, (name, _) in enumerate(records) if name.endswith(".pkl")] * 3 + list(range(len(records))))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for index, (name, record) in enumerate(records):
            archive.writestr(name, mutated(record, chance) if index == chosen else record)
    return output.getvalue()


def write_mutations(folder: pathlib.Path, count: int, chance: random.Random) -> dict[str, str]:
    """So many files, each from one of the seeds: the seeds' names by the files' paths."""
    seeds = {}
    for number in range(count):
        path, seed = folder / str(number), chance.choice(SEEDS)
        path.write_bytes(chance.choice([mutated, mutated_inside])((FIXTURES / seed).read_bytes(), chance))
        seeds[str(path)] = seed
    return seeds


def with_good_unread_records(path: str, seed: str) -> str | None:
    """The archive with every record that clipw never reads as the seed has it, beside the file; None for no archive."""
    good = FIXTURES / seed
    if not zipfile.is_zipfile(good):
        return None
    output = path + ".repaired"
    with zipfile.ZipFile(good) as honest, zipfile.ZipFile(path) as changed, zipfile.ZipFile(output, "w") as archive:
        root = honest.namelist()[0].split("/")[0]
        own = changed.namelist()[0].split("/")[0]
        for name in changed.namelist():
            if not name.removeprefix(own + "/").startswith(UNREAD):
                archive.writestr(name.replace(own, root, 1), changed.read(name))
        for name in honest.namelist():
            if name.removeprefix(root + "/").startswith(UNREAD):
                archive.writestr(name, honest.read(name))
    return output


# MARK: The peers, in a process of their own


def peer_tensors(path: str, container: str) -> dict:
    """Names, types, shapes and digests as the peer reads them."""
    import torch
    from safetensors import safe_open

    from peers.loading import unwrapped

    if container == "safetensors":
        with safe_open(path, "pt") as file:
            state = {name: file.get_tensor(name) for name in file.keys()}
    elif container == "torchscript":
        state = torch.jit.load(path, map_location="cpu").state_dict()
    else:
        state = unwrapped(torch.load(path, map_location="cpu", weights_only=True))
        while state and next(iter(state)).startswith(("module.", "_orig_mod.")):
            state = {name.split(".", 1)[1]: tensor for name, tensor in state.items()}
    names = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "bool": "BOOL"}
    names |= {f"{sign}int{bits}": f"{sign.upper() or 'I'}{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
    tensors = {}
    for name, tensor in state.items():
        content = tensor.detach().contiguous().flatten().view(torch.uint8).numpy().tobytes()
        tensors[name] = {
            "dtype": names[str(tensor.dtype).removeprefix("torch.")], "shape": list(tensor.shape),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    return tensors


def serve_peers() -> None:
    """Answers each line, a path and its container, with a line of JSON."""
    import warnings

    warnings.simplefilter("ignore")
    for line in sys.stdin:
        path, container = line.rstrip("\n").split("\t")
        try:
            answer = {"tensors": peer_tensors(path, container)}
        except Exception as error:  # whatever a hostile file makes it raise
            answer = {"error": f"{type(error).__name__}: {error}"[:5000]}
        print(json.dumps(answer), flush=True)


class Peers:
    """Asks the peers' process, and starts another one when a file has ended it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None

    def ask(self, path: str, container: str) -> dict:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, __file__, "--serve-peers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True)
        self.process.stdin.write(f"{path}\t{container}\n")
        self.process.stdin.flush()
        # Some of them keep PyTorch busy for minutes.
        if select.select([self.process.stdout], [], [], 20)[0] and (answer := self.process.stdout.readline()):
            return json.loads(answer)
        self.process.kill()
        code = self.process.wait()
        self.process = None
        return {"error": f"it gave no answer, or ended: {code}"}


# MARK: The comparison


def container_of(path: pathlib.Path) -> str:
    """What the peers would take a file for that clipw refuses."""
    with open(path, "rb") as file:
        head = file.read(2)
    if head != b"PK":
        return "torch-legacy" if head[:1] == b"\x80" else "safetensors"
    try:
        with zipfile.ZipFile(path) as archive:
            return "torchscript" if any(n.endswith("/constants.pkl") for n in archive.namelist()) else "torch-zip"
    except Exception:
        return "torch-zip"


def why_the_peer_refuses(answer: dict) -> str | None:
    """The reason, if it is one of those that are listed."""
    return next((reason for part, reason in MORE_CAPABLE if part in answer.get("error", "")), None)


def compare(outcomes: list[dict], names: dict[str, str], seeds: dict[str, str], title: str) -> int:
    """Prints a table of how often both or one of them accept, and every disagreement that has no reason."""
    peers, counts, failures = Peers(), collections.Counter(), 0
    for outcome in outcomes:
        path = outcome["path"]
        if "tensors" not in outcome:
            answer = peers.ask(path, container_of(pathlib.Path(path)))
            counts["refused by clipw, accepted by the peer" if "tensors" in answer else "refused by both"] += 1
            continue
        # The generator's TorchScript archives have no code, which torch.jit.load compiles before it reads a weight.
        if names.get(path, "").startswith("J") and outcome["format"] == "torchscript":
            counts["accepted, not asked: an archive without code"] += 1
            continue
        answer = peers.ask(path, outcome["format"])
        if answer.get("tensors") == outcome["tensors"]:
            counts["accepted by both, every bit the same"] += 1
            continue
        reason = why_the_peer_refuses(answer)
        if reason is None and path in seeds and (repaired := with_good_unread_records(path, seeds[path])):
            answer = peers.ask(repaired, outcome["format"])
            if answer.get("tensors") == outcome["tensors"]:
                reason = "damage to a record that clipw never reads; without it the peer agrees"
            else:
                reason = why_the_peer_refuses(answer)
        if reason:
            counts[f"accepted by clipw only: {reason}"] += 1
            continue
        failures += 1
        counts["DISAGREEMENT"] += 1
        print(f"{names.get(path, path)}: clipw {json.dumps(outcome['tensors'])[:300]}\n    peer {json.dumps(answer)[:300]}", flush=True)
    print(f"\n{title}: {len(outcomes)} files")
    for what, count in counts.most_common():
        print(f"  {count:7}  {what}", flush=True)
    return failures


def read_all(tool: pathlib.Path, paths: list[str]) -> list[dict]:
    """How clipw reads each of them; a process that ends early is a failure of its own."""
    run = subprocess.run([tool, "read"], input="\n".join(paths) + "\n", capture_output=True, text=True, check=True)
    outcomes = [json.loads(line) for line in run.stdout.splitlines()]
    assert [outcome["path"] for outcome in outcomes] == paths
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve-peers", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve_peers:
        return serve_peers()
    tool = hostile_corpus()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([tool, "write", folder], check=True)
        cases = [json.loads(line) for line in (pathlib.Path(folder) / "cases.jsonl").read_text().splitlines()]
        # The peers have no notion of a folder, nor of a .clipw file's contract.
        cases = [case for case in cases if case["path"].endswith("/file") and not case["id"].startswith("C")]
        names = {case["path"]: f"{case['id']}, {case['name']}" for case in cases}
        failures = compare(read_all(tool, list(names)), names, {}, "The generator's cases")
    with tempfile.TemporaryDirectory() as folder:
        seeds = write_mutations(pathlib.Path(folder), arguments.mutations, random.Random(arguments.seed))
        title = f"Mutations of {len(SEEDS)} small files, seed {arguments.seed}"
        failures += compare(read_all(tool, list(seeds)), {}, seeds, title)
        if failures:
            print("the files of the disagreements are made again by the same seed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
