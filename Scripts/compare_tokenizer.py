#!/usr/bin/env python3
"""Compares clip-tokenize with openai/CLIP's own tokenizer on many varied texts: every id must be the same.

Run it with the Python that has the peers (Scripts/set-up-peers.sh), after
`Scripts/build.sh --product clip-tokenize`. The texts come from a seed, so that a difference can be seen
again; the first differences are printed, and the exit code is 1 where there are any.
"""

import argparse
import html.entities
import importlib.util
import pathlib
import random
import subprocess
import sys
from collections.abc import Callable

from ftfy import badness

sys.dont_write_bytecode = True
COMMAND = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "clip-tokenize"
WRONG_ENCODINGS = [
    "latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
    "sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437", "windows-1252",
]  # fmt: skip
CAPTIONS = """a photo of a cat|Two dogs playing in the snow|the quick brown fox jumps over the lazy dog|It's what
they've said: we'll go, I'm sure, he'd't|DON'T STOP|schöne Grüße aus Köln|Être ou ne pas être, à la mode|El niño
comió piñas en España — ¡qué día!|Příliš žluťoučký kůň úpěl ďábelské ódy|Zażółć gęślą jaźń|Съешь ещё этих мягких
французских булок|Ξεσκεπάζω την ψυχοφθόρα βδελυγμία ΟΔΥΣΣΕΥΣ|İstanbul'da ılık IĞDIR|أهلا بالعالم ١٢٣|שלום עולם|
नमस्ते दुनिया|สวัสดีชาวโลก|こんにちは世界、カタカナとﾊﾝｶｸ|안녕하세요 세계|你好，世界！|Việt Nam đất nước|Ünïcödé ½ ² №5 ™|
“curly” ‘quotes’ – and… dashes|👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 🏴󠁧󠁢󠁷󠁬󠁳󠁿|\
¯\\_(ツ)_/¯ (ಠ_ಠ) ʕ•ᴥ•ʔ|3.14159 1,000,000 ٣ Ⅷ ①|ＦＵＬＬ　ＷＩＤＴＨ ｶﾞｷﾞ ﾡ|ﬁne ﬂuﬃer ﬆ ﬅ ǆ Ĳ ŉ|
e\u0301 n\u0303 A\u030a q\u0323\u0307 \u1112\u1161\u11ab|l’été à l’œuvre Ærø Œuvre|\
x&y &amp; &lt;b&gt; &eacute; &EACUTE; &#233; &#xE9 &notit;|
ΑΣ Σ ΣΑΣ ΑΣ. Σ\u0301|<|startoftext|> <|endoftext|> <|STARTOFTEXT|> <|ſtartoftext|>|https://example.org/a?b=c&d=e#f|
ÐŸÑ€Ð¸Ð²ÐµÑ‚ â€œhelloâ€\ufffd Ã la mode voilÃ  |\
a\u2028b\u2029c\u0085d\r\ne\rf\x0bg\x0ch""".replace("\n", " ").split("|")
PIECES = (
    ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'ſ", "'LL", "’s", "ʼs", "<|startoftext|>", "<|endoftext|>",
     "<|EndOfText|>", "<|ſtartoftext|>", "<|endoftext|", "\x1b[31m", "\x1b[0;1m", "\x1b[", "\x1b[٣m", "\x1b]0;t\x07"]
    + ["Σ", "ς", "İ", "ı", "ẞ", "ß", "ǅ", "K", "Å", "ſ", "\u0345", "\u0307", "Ǆ", "ᾳ", "ﬃ", "ﷺ", "㌔", "Ω", "が", "각"]
    + [" ", "  ", "\t", "\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u1680", "\u180e",
       "\u2003", "\u200b", "\u200d", "\u2028", "\u2029", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff"]
    + ["\0", "\x01", "\x1a", "\x7f", "\u206a", "\ufff9", "\ufffc", "\ufffd", "\U000e0067",
       "\ufe0f", "\u20e3", "\U0001f3fb"]
    + ["&", "&amp", "&amp;", "&amp;amp;", "&AMP;", "&lt;", "<", ">", "&#60;", "&#x3c;", "&#59;",
       "&#38;#38;", "&nbsp;", "&hearts;",
       "&NTILDE;", "&nTILDE;", "&#0;", "&#128;", "&#x80;", "&#x81;", "&#13;", "&#11;", "&#xD800;",
       "&#1114112;", "&#99999999999;",
       "&notin;", "&notit", "&CounterClockwiseContourIntegral;", "&am&#112;;", "&acE;", "&semi;",
       "&num;", "&#&", "&#x;", "&ATILDE;&SUP3;"]
)  # fmt: skip


def original(folder: str | None) -> Callable[[str], list[int]]:
    """`SimpleTokenizer().encode` of the installed openai/CLIP, without importing torch."""
    if folder is None:
        folder = importlib.util.find_spec("clip").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("simple_tokenizer", f"{folder}/simple_tokenizer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tokenizer = module.SimpleTokenizer()

    def encode(text: str) -> list[int]:
        # It keeps every word for ever, which is too much of a million random ones.
        if len(tokenizer.cache) > 100_000:
            tokenizer.cache = {token: token for token in ("<|startoftext|>", "<|endoftext|>")}
        return tokenizer.encode(text)

    return encode


def scalar(chance: random.Random) -> str:
    """Any code point, those of the lower planes more often."""
    kind = chance.random()
    if kind < 0.25:
        return chr(chance.randrange(0x80, 0x250))
    if kind < 0.5:
        return chr(chance.randrange(0x250, 0x3000))
    while True:
        value = chance.randrange(0x3000, 0x10000) if kind < 0.75 else chance.randrange(0x10000, 0x110000)
        if 0xE000 > value >= 0xD800:
            continue
        if kind > 0.9:
            value = chance.randrange(0x10000, 0x20000)
        return chr(value)


def mojibake(chance: random.Random, text: str, times: int) -> str:
    """The text as UTF-8 read in a wrong encoding, up to so many times."""
    for _ in range(times):
        # Java's zero and surrogates of CESU-8 happen, too.
        data = text.encode("utf-8")
        if chance.random() < 0.05:
            data = "".join(map(surrogates, text)).encode("utf-8", "surrogatepass").replace(b"\0", b"\xc0\x80")
        encoding = chance.choice(WRONG_ENCODINGS)
        text = data.decode(encoding, errors="replace")
        if chance.random() < 0.2:
            text = text.replace("\xa0", " ")
        if chance.random() < 0.05:
            text = text.replace("\ufffd", "?")
    return text


def surrogates(character: str) -> str:
    """A character beyond the first plane as two surrogates, any other as it is."""
    if ord(character) <= 0xFFFF:
        return character
    high, low = divmod(ord(character) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def damage(chance: random.Random, text: str) -> str:
    """A few characters taken away, doubled, swapped or put in."""
    characters = list(text)
    for _ in range(chance.randrange(1, 4)):
        if not characters:
            break
        place = chance.randrange(len(characters))
        kind = chance.randrange(4)
        if kind == 0:
            del characters[place]
        elif kind == 1:
            characters.insert(place, chance.choice(characters))
        elif kind == 2:
            characters.insert(place, chance.choice(PIECES))
        else:
            characters[place] = scalar(chance)
    return "".join(characters)


def upper_half(chance: random.Random) -> str:
    """Characters that wrong encodings make of high bytes, in any order."""
    encoding = chance.choice(WRONG_ENCODINGS)
    halves = [range(0x80, 0x100)] * 7 + [range(0x20, 0x7F)] * 3
    data = bytes(chance.choice(chance.choice(halves)) for _ in range(chance.randrange(1, 14)))
    return data.decode(encoding, errors="replace")


NAMES = sorted(html.entities.html5)
# All characters that a rule of ftfy's heuristic names, ranges by their ends.
SUSPECTS = sorted({c for c in badness.BADNESS_RE.pattern if not c.isascii()}) + list("aZ .,?\u0081\u009d\n")


def entity(chance: random.Random) -> str:
    name = chance.choice(NAMES)
    kind = chance.randrange(6)
    if kind == 0:
        return f"&{name.upper()}"
    if kind == 1:
        return f"&#{chance.randrange(0x3000)}{chance.choice(['', ';'])}"
    if kind == 2:
        return f"&#{chance.choice('xX')}{chance.randrange(0x120000):x}{chance.choice(['', ';'])}"
    if kind == 3:
        return f"&amp;{name}"
    return f"&{name}" + chance.choice(["", "", "x", ";", " "])


def sample(chance: random.Random) -> str:
    """One text, of one of the kinds."""
    kind = chance.randrange(14)
    caption = chance.choice(CAPTIONS)
    if kind == 0:
        return chance.choice([caption, caption.upper(), caption.title(), damage(chance, caption)])
    if kind == 1:
        return mojibake(chance, caption, chance.randrange(1, 4))
    if kind == 2:
        return damage(chance, mojibake(chance, caption, chance.randrange(1, 3)))
    if kind == 3:
        return " ".join([caption, mojibake(chance, chance.choice(CAPTIONS), 1), chance.choice(CAPTIONS)])
    if kind == 4:
        return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))
    if kind == 5:
        parts = (lambda: chance.choice(PIECES), lambda: scalar(chance), lambda: chance.choice("abcXYZ019.,'-_ "))
        return "".join(chance.choice(parts)() for _ in range(chance.randrange(1, 20)))
    if kind == 6:
        return "".join(scalar(chance) for _ in range(chance.randrange(1, 10)))
    if kind == 7:
        return "".join(entity(chance) for _ in range(chance.randrange(1, 6)))
    if kind == 8:
        return "".join(upper_half(chance) for _ in range(chance.randrange(1, 4)))
    if kind == 9:
        return mojibake(chance, "".join(scalar(chance) for _ in range(chance.randrange(1, 8))), chance.randrange(1, 3))
    if kind == 10:
        letters = chance.choice(["abcdefghijklmnopqrstuvwxyz", "ab", "éàü", "#!?-", "абвгд", "漢字仮名", "aA1"])
        return "".join(chance.choice(letters) for _ in range(chance.randrange(1, 300)))
    if kind == 11:
        return "".join(chance.choice(SUSPECTS) for _ in range(chance.randrange(2, 7)))
    if kind == 12:
        return chance.choice(["\n", "\r\n", "\n\n"]).join(sample(chance) for _ in range(chance.randrange(2, 5)))
    words = caption.split() + [chance.choice(PIECES), upper_half(chance), entity(chance), str(chance.randrange(10**9))]
    chance.shuffle(words)
    return chance.choice(["", " ", "  ", "\n"]).join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20210226)
    parser.add_argument("--every-code-point", action="store_true", help="instead, a text for each code point")
    parser.add_argument("--clip", help="the folder with simple_tokenizer.py, where clip cannot be imported")
    parser.add_argument("--command", default=COMMAND, help="clip-tokenize")
    arguments = parser.parse_args()
    encode = original(arguments.clip)
    chance = random.Random(arguments.seed)
    if arguments.every_code_point:
        # No plane between these has characters, or in private use ones that differ from each other.
        values = [*range(1, 0xD800), *range(0xE000, 0x34000), *range(0xDFFF0, 0xE1000), *range(0x10FF00, 0x110000)]
        texts = [f"{c} a{c}b e{c}{c}\u0301'{c} aΣ{c}a aΣ{c}" for c in map(chr, values)]
    else:
        texts = [sample(chance).replace("\0", "") for _ in range(arguments.count)]
    differences = 0
    for start in range(0, len(texts), 20_000):
        part = texts[start : start + 20_000]
        # Longer than any model's context: nothing is to be cut.
        run = subprocess.run(
            [arguments.command, "--null", "--context-length", "1048576"],
            input="".join(text + "\0" for text in part).encode("utf-8"), stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        for text, line in zip(part, run.stdout.decode().splitlines(), strict=True):
            ours, theirs = [int(word) for word in line.split()], [49406, *encode(text), 49407]
            if ours != theirs:
                differences += 1
                if differences <= 20:
                    print(f"{text!r}\n  clip   {theirs}\n  clipw  {ours}")
    print(f"{len(texts)} texts, {differences} differences")
    sys.exit(differences > 0)


if __name__ == "__main__":
    main()
