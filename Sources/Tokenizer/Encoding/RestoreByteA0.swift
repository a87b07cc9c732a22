extension TextCleaning {
    /// `ftfy.fixes.restore_byte_a0`: a space becomes byte A0 again where that makes a likely character.
    static func restoreByteA0(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.indices.contains(where: { alteredLength(bytes[$0...]) != nil }) else { return bytes }
        let separated = separateGraveA(bytes)
        var restored: [UInt8] = []
        restored.reserveCapacity(separated.count)
        var index = 0
        while index < separated.count {
            let length = alteredLength(separated[index...])
            for byte in separated[index..<index + (length ?? 1)] {
                restored.append(length != nil && byte == 0x20 ? 0xA0 : byte)
            }
            index += length ?? 1
        }
        return restored
    }

    /// `A_GRAVE_WORD_RE` there: `Ã` and a space are the word `à` and a space, unless more spaces follow or the
    /// rest of a Portuguese word.
    private static func separateGraveA(_ bytes: [UInt8]) -> [UInt8] {
        var separated: [UInt8] = []
        separated.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            separated.append(bytes[index])
            if bytes[index] == 0xC3, bytes[(index + 1)...].first == 0x20,
                !portugueseEndings.contains(where: { bytes[(index + 2)...].starts(with: $0.utf8) })
            {
                separated += [0xA0, 0x20]
                index += 1
            }
            index += 1
        }
        return separated
    }

    private static let portugueseEndings = [" ", "quele", "quela", "quilo", "s "]

    /// `ALTERED_UTF8_RE` of `ftfy.chardata`: bytes of a character of which one may be A0 but is a space.
    private static func alteredLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first, first >= 0xC2 else { return nil }
        let next = Array(bytes.dropFirst().prefix(3))
        switch first {
        case 0xC2, 0xC3, 0xC5, 0xCE, 0xD0, 0xD9:
            return next.first == 0x20 ? 2 : nil
        case 0xE0...0xE3:
            guard next.count >= 2 else { return nil }
            let isSpaceFirst = first >= 0xE2 && next[0] == 0x20 && isLikely(next[1])
            return isSpaceFirst || (isLikely(next[0]) && next[1] == 0x20) ? 3 : nil
        case 0xF0:
            guard next.count == 3, next.count(where: { $0 == 0x20 }) == 1 else { return nil }
            return next.allSatisfy { $0 == 0x20 || $0.isContinuation } ? 4 : nil
        default: return nil
        }
    }

    /// Continuation bytes but 85, which stands for an ellipsis too often, and A0 itself.
    private static func isLikely(_ byte: UInt8) -> Bool {
        byte.isContinuation && byte != 0x85 && byte != 0xA0
    }
}
