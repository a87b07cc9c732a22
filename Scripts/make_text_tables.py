#!/usr/bin/env python3
"""Writes Sources/Tokenizer/Tables: the character tables that openai/CLIP's text cleaning rests on.

Run it with the Python that has the peers, which are the source of every number: CPython's `html.entities`,
`codecs` and `unicodedata`, ftfy's `chardata` and `badness`, and the `regex` module's letters and numbers.
"""

import html.entities
import pathlib
import re
import textwrap
import unicodedata
from collections.abc import Iterable

import ftfy
import regex
from ftfy import badness, chardata

OUTPUT = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Tokenizer" / "Tables"
SCALARS = [chr(value) for value in range(0x110000) if not 0xD800 <= value <= 0xDFFF]
UNICODE = f"Unicode {unicodedata.unidata_version}"


def hexadecimal(text: str) -> str:
    return "+".join(f"{ord(character):X}" for character in text)


def ranges(characters: Iterable[str]) -> list[str]:
    """The characters as `41-5A`, one alone as `AA`, in order."""
    runs: list[list[int]] = []
    for value in sorted({ord(character) for character in characters}):
        if runs and runs[-1][1] == value - 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return [f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in runs]


def write(name: str, summary: str, members: dict[str, tuple[str, list[str]]]) -> None:
    """One Swift file with an enum of string literals, each with its one-sentence comment."""
    lines = ["// Written by Scripts/make_text_tables.py.", "", f"/// {summary}", f"enum {name} {{"]
    for index, (member, (comment, words)) in enumerate(members.items()):
        body = textwrap.wrap(" ".join(words), 100, break_on_hyphens=False, break_long_words=False)
        lines += [""] * bool(index) + [f"    /// {comment}", f'    static let {member} = """']
        lines += [f"        {line}" for line in body] + ['        """']
    (OUTPUT / f"{name}.swift").write_text("\n".join(lines + ["}", ""]), encoding="utf-8")


def entities() -> None:
    names: dict[str, str] = {}
    for name, value in html.entities.html5.items():
        plain = name.rstrip(";")
        if name.endswith(";"):
            # A star where the name stands for the same without a semicolon.
            star = "*" if plain in html.entities.html5 else ""
            names[plain] = f"{plain}{star}={hexadecimal(value)}"
        elif html.entities.html5[f"{plain};"] != value:
            raise SystemExit(f"{name} has two values")
    upper = [
        f"{name[1:-1]}={hexadecimal(value)}"
        for name, value in sorted(chardata.HTML_ENTITIES.items())
        if name[1:] not in html.entities.html5
    ]
    write(
        "EntityData",
        "Names of characters in HTML, each with its one or two code points.",
        {
            "html5": (
                "HTML5's, from CPython's `html.entities`; a star where it also counts without its semicolon.",
                [names[name] for name in sorted(names)],
            ),
            "upperCase": ("ftfy's: names in capitals that HTML5 does not have, from `ftfy.chardata`.", upper),
        },
    )


def composition() -> None:
    compositions, others = [], []
    for character in SCALARS:
        parts = unicodedata.decomposition(character)
        if not parts or parts.startswith("<") or 0xAC00 <= ord(character) <= 0xD7A3:
            continue
        word = f"{ord(character):X}=" + "+".join(f"{int(part, 16):X}" for part in parts.split())
        (compositions if unicodedata.normalize("NFC", character) == character else others).append(word)
    write(
        "CompositionData",
        f"{UNICODE}'s canonical decompositions, of CPython's `unicodedata`; Hangul is computed.",
        {
            "compositions": ("Characters that NFC also composes again from their two parts.", compositions),
            "decompositions": ("Characters that NFC takes apart for good.", others),
        },
    )


def widths() -> None:
    words = [f"{value:X}={hexadecimal(text)}" for value, text in sorted(chardata.WIDTH_MAP.items())]
    write(
        "WidthData",
        "Characters of unusual width, each with what replaces it.",
        {"replacements": ("`WIDTH_MAP` of `ftfy.chardata`.", words)},
    )


def word_classes() -> None:
    letters, numbers, signs = (
        {character for character in SCALARS if pattern.match(character)}
        for pattern in (
            regex.compile(r"[\p{L}]", regex.IGNORECASE),
            regex.compile(r"[\p{N}]", regex.IGNORECASE),
            regex.compile(r"[^\s\p{L}\p{N}]", regex.IGNORECASE),
        )
    )
    others = set(SCALARS) - letters - numbers - signs
    version = f"`regex` {regex.__version__}, which has its own Unicode data."
    write(
        "WordClassData",
        "What openai/CLIP's pattern takes for letters, numbers and nothing.",
        {
            "letters": (f"`[\\\\p{{L}}]` of {version}".replace("\\\\", "\\"), ranges(letters)),
            "numbers": ("`[\\p{N}]` of the same.", ranges(numbers)),
            "separators": ("What neither of the two nor `[^\\s\\p{L}\\p{N}]` matches.", ranges(others)),
        },
    )


def codecs() -> None:
    members = {}
    for encoding in chardata.CHARMAP_ENCODINGS[1:]:
        upper = bytes(range(0x80, 0x100)).decode(encoding)
        for byte, character in enumerate(upper, 0x80):
            if character.encode(encoding) != bytes([byte]):
                raise SystemExit(f"{encoding}: byte {byte:X} does not come back")
        # The hyphens are dropped and what follows them begins with a capital.
        name = re.sub(r"-(\w)", lambda match: match[1].upper(), encoding)
        members[name] = (f"`{encoding}`.", [f"{ord(character):X}" for character in upper])
    write(
        "CodecData",
        "What bytes 80 to FF decode to, from CPython's `codecs` and ftfy's `bad_codecs`.",
        members,
    )


def mojibake() -> None:
    members = {}
    for source, classes in (("badness", badness.MOJIBAKE_CATEGORIES), ("chardata", chardata.UTF8_CLUES)):
        for key, characters in classes.items():
            pattern = re.compile(f"[{characters}]")
            name = re.sub(r"_(\w)", lambda match: match[1].upper(), key)
            members[name] = (f"`{key}`, of `ftfy.{source}`.", ranges(c for c in SCALARS if pattern.match(c)))
    write("MojibakeData", f"ftfy {ftfy.__version__}'s classes of characters that mojibake is made of.", members)


def main() -> None:
    OUTPUT.mkdir(exist_ok=True)
    for table in (entities, composition, widths, word_classes, codecs, mojibake):
        table()


if __name__ == "__main__":
    main()
