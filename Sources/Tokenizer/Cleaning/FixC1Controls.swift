extension TextCleaning {
    /// `ftfy.fixes.fix_c1_controls`: C1 control characters become what Windows-1252 has in their places.
    static func fixC1Controls(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(where: isC1Control) else { return text }
        return text.map { isC1Control($0) ? SingleByteEncoding.windows1252.scalar(UInt8($0.value)) : $0 }
    }

    /// Whether a character is one of U+0080 to U+009F.
    static func isC1Control(_ scalar: Unicode.Scalar) -> Bool {
        (0x80...0x9F).contains(scalar.value)
    }
}
