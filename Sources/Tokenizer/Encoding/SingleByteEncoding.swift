/// An encoding with one byte for each character, of which the lower half is ASCII.
struct SingleByteEncoding: Sendable {
    private let upperHalf: [Unicode.Scalar]
    private let bytes: [Unicode.Scalar: UInt8]
    /// Whether byte 1A stands for U+FFFD, as in ftfy's `sloppy` encodings.
    let isSloppy: Bool
    /// Whether a space may be what has become of byte A0; in MacRoman that byte is a dagger.
    let mayHaveLostNoBreakSpaces: Bool

    private init(_ upperHalf: [Unicode.Scalar], isSloppy: Bool, mayHaveLostNoBreakSpaces: Bool = true) {
        self.upperHalf = upperHalf
        self.isSloppy = isSloppy
        self.mayHaveLostNoBreakSpaces = mayHaveLostNoBreakSpaces
        bytes = Dictionary(uniqueKeysWithValues: zip(upperHalf, 0x80...UInt8.max))
    }

    /// `latin-1`, where a byte is its code point.
    static let latin1 = SingleByteEncoding((0x80...UInt8.max).map { Unicode.Scalar($0) }, isSloppy: false)
    /// `sloppy-windows-1252`.
    static let windows1252 = SingleByteEncoding(
        TableText.list(CodecData.sloppyWindows1252), isSloppy: true)

    /// `CHARMAP_ENCODINGS` of `ftfy.chardata`: what mojibake may come from, in the order of trial.
    static let candidates = [
        latin1,
        windows1252,
        SingleByteEncoding(TableText.list(CodecData.sloppyWindows1251), isSloppy: true),
        SingleByteEncoding(TableText.list(CodecData.sloppyWindows1250), isSloppy: true),
        SingleByteEncoding(TableText.list(CodecData.sloppyWindows1253), isSloppy: true),
        SingleByteEncoding(TableText.list(CodecData.sloppyWindows1254), isSloppy: true),
        SingleByteEncoding(TableText.list(CodecData.sloppyWindows1257), isSloppy: true),
        SingleByteEncoding(TableText.list(CodecData.iso88592), isSloppy: false),
        SingleByteEncoding(
            TableText.list(CodecData.macroman), isSloppy: false, mayHaveLostNoBreakSpaces: false),
        SingleByteEncoding(TableText.list(CodecData.cp437), isSloppy: false),
    ]

    /// The text in this encoding, or nil where it has a character that the encoding does not.
    func encode(_ text: [Unicode.Scalar]) -> [UInt8]? {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count)
        for scalar in text {
            guard let byte = byte(scalar) else { return nil }
            encoded.append(byte)
        }
        return encoded
    }

    /// The character that a byte stands for.
    func scalar(_ byte: UInt8) -> Unicode.Scalar {
        if isSloppy, byte == 0x1A { return "\u{FFFD}" }
        return byte < 0x80 ? Unicode.Scalar(byte) : upperHalf[Int(byte) - 0x80]
    }

    private func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        if isSloppy {
            if scalar == "\u{FFFD}" { return 0x1A }
            if scalar == "\u{1A}" { return nil }
        }
        return scalar.isASCII ? UInt8(scalar.value) : bytes[scalar]
    }
}
