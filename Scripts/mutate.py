#!/usr/bin/env python3
"""Puts plausible mistakes into the sources, one by one, and sees whether the tests of the module notice.

    Scripts/mutate.py                       all mutations of Tests/Mutations/mutations.json
    Scripts/mutate.py ID ...                these
    Scripts/mutate.py --sample 20           so many, drawn by the hash of the commit
    Scripts/mutate.py --check               only whether each place is there once

A mutation is a file, a text that stands in it once, what takes its place, and the test targets that must fail, of
which the first is the module's own. One that changes nothing has a reason in "equivalent", and is left out. They are
made in a copy of the commit under .build-mutations, which is kept, so that each builds what depends on it only. The
results are kept too, in .build-mutations/results.json, and a run goes on where the last one of the same commit
stopped. Ends with 1 where a mutation survives.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / ".build-mutations"
# A mutation may make a loop that does not end.
SECONDS = 900


def git(*arguments, cwd=ROOT):
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


def misplaced(mutations):
    """Those whose text does not stand in its file once."""
    return [m["id"] for m in mutations if (ROOT / m["file"]).read_text().count(m["old"]) != 1]


def swift(tree, *arguments):
    """Whether a command of SwiftPM ends well; None where it does not end."""
    try:
        return subprocess.run(["swift", *arguments], cwd=tree, capture_output=True, timeout=SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return None


def outcome(tree, mutation):
    """`killed TARGET`, `survived` or `does not compile`."""
    path = tree / mutation["file"]
    original = path.read_text()
    path.write_text(original.replace(mutation["old"], mutation["new"]))
    try:
        if not swift(tree, "build", "--build-tests"):
            return "does not compile"
        for target in mutation["targets"]:
            if not swift(tree, "test", "--skip-build", "--filter", f"^{target}\\."):
                return f"killed {target}"
        return "survived"
    finally:
        path.write_text(original)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()

    mutations = json.loads((ROOT / "Tests/Mutations/mutations.json").read_text())
    if wrong := misplaced(mutations):
        sys.exit(f"mutate.py: the text is not there once: {', '.join(wrong)}")
    if options.check:
        return
    commit = git("rev-parse", "HEAD")
    chosen = [m for m in mutations if "equivalent" not in m and (not options.ids or m["id"] in options.ids)]
    if options.sample:
        chosen = random.Random(commit).sample(chosen, min(options.sample, len(chosen)))

    tree = WORK / "tree"
    if not tree.exists():
        git("clone", "--quiet", "--shared", str(ROOT), str(tree))
    git("fetch", "--quiet", "origin", commit, cwd=tree)
    git("checkout", "--quiet", "--force", commit, cwd=tree)
    kept = WORK / "results.json"
    results = json.loads(kept.read_text()) if kept.exists() else {}
    if results.get("commit") != commit:
        results = {"commit": commit, "outcomes": {}}
    if not swift(tree, "build", "--build-tests"):
        sys.exit("mutate.py: the commit itself does not build")

    for mutation in chosen:
        if mutation["id"] not in results["outcomes"]:
            results["outcomes"][mutation["id"]] = outcome(tree, mutation)
            kept.write_text(json.dumps(results, indent=1))
        print(f"{results['outcomes'][mutation['id']]:30} {mutation['id']}", flush=True)
    killed = [m for m in chosen if results["outcomes"][m["id"]].startswith("killed")]
    print(f"{len(killed)} of {len(chosen)} killed")
    sys.exit(len(killed) < len(chosen))


if __name__ == "__main__":
    main()
