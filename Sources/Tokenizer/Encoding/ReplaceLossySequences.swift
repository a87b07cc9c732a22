extension TextCleaning {
    /// `ftfy.fixes.replace_lossy_sequences`: what is left of a character with a lost byte becomes U+FFFD.
    static func replaceLossySequences(_ bytes: [UInt8]) -> [UInt8] {
        var replaced: [UInt8] = []
        replaced.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let length = lossyLength(bytes[index...]) {
                replaced += "\u{FFFD}".utf8
                index += length
            } else {
                replaced.append(bytes[index])
                index += 1
            }
        }
        return replaced
    }

    private static let lost: UInt8 = 0x1A
    private static let questionMark = UInt8(ascii: "?")

    /// `LOSSY_UTF8_RE` of `ftfy.chardata`: bytes of a character of which one at least is lost.
    ///
    /// A lost byte is 1A; one in a character may be a question mark instead.
    private static func lossyLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        if first == lost { return 1 }
        guard first >= 0xC2, let second = bytes.dropFirst().first else { return nil }
        switch first {
        case 0xC2...0xDF:
            return second == lost || (second == questionMark && first <= 0xC3) ? 2 : nil
        case 0xED where isLossySurrogatePair(Array(bytes.prefix(6))):
            return 6
        case 0xE0...0xEF:
            return isLossy(bytes.dropFirst().prefix(2), count: 2) ? 3 : nil
        case 0xF0...0xF4:
            return isLossy(bytes.dropFirst().prefix(3), count: 3) ? 4 : nil
        default: return nil
        }
    }

    /// Whether these are continuation bytes, some of them lost, at most one to a question mark.
    private static func isLossy(_ bytes: ArraySlice<UInt8>, count: Int) -> Bool {
        let questionMarks = bytes.count { $0 == questionMark }
        return bytes.count == count && questionMarks <= 1
            && (questionMarks == 1 || bytes.contains(lost))
            && bytes.allSatisfy { $0 == lost || $0 == questionMark || $0.isContinuation }
    }

    /// Whether these are two surrogates of CESU-8 of which one at least has lost its last byte.
    private static func isLossySurrogatePair(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 6, (0xA0...0xAF).contains(bytes[1]), bytes[3] == 0xED,
            (0xB0...0xBF).contains(bytes[4])
        else { return false }
        let lastBytes = [bytes[2], bytes[5]]
        return lastBytes.contains { $0 == lost || $0 == questionMark }
            && lastBytes.allSatisfy { $0 == lost || $0 == questionMark || $0.isContinuation }
    }
}
