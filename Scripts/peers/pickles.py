"""Rewriting a pickle operation by operation, without running it."""

import pickletools
import struct
from collections.abc import Callable

MEMO_PUTS = {"BINPUT", "LONG_BINPUT"}
MEMO_GETS = {"BINGET", "LONG_BINGET"}


def rewrite_pickle(
    data: bytes, replace: Callable[[str], str] = str, without_none_attribute: str | None = None
) -> bytes:
    """`data` with every string passed through `replace`, and one None-valued dictionary key left out.

    Memo slots are numbered anew, so the result is what the pickler would have written itself.
    """
    operations = list(pickletools.genops(data))
    ends = [position for _, _, position in operations[1:]] + [len(data)]
    output = bytearray()
    texts, slots = {}, {}
    index = 0
    while index < len(operations):
        opcode, argument, position = operations[index]
        if opcode.name == "BINUNICODE":
            memo = operations[index + 1]
            if memo[0].name in MEMO_PUTS:
                texts[memo[1]] = argument
            if argument == without_none_attribute:
                index += 2 if memo[0].name in MEMO_PUTS else 1
                index = _skip_none(operations, index)
                continue
            text = replace(argument).encode("utf-8", "surrogatepass")
            output += b"X" + struct.pack("<I", len(text)) + text
        elif opcode.name in MEMO_GETS:
            if texts.get(argument) == without_none_attribute and without_none_attribute is not None:
                index = _skip_none(operations, index + 1)
                continue
            output += _memo(b"h", b"j", slots[argument])
        elif opcode.name in MEMO_PUTS:
            slots[argument] = len(slots)
            output += _memo(b"q", b"r", slots[argument])
        else:
            output += data[position:ends[index]]
        index += 1
    return bytes(output)


def _skip_none(operations, index: int) -> int:
    assert operations[index][0].name == "NONE", "the attribute to leave out must be None"
    return index + 1


def _memo(short: bytes, long: bytes, slot: int) -> bytes:
    return short + bytes([slot]) if slot < 256 else long + struct.pack("<I", slot)
