extension TextCleaning {
    /// `ftfy.fix_encoding`: undoes that UTF-8 was read in another encoding, also more than once.
    static func fixEncoding(_ text: [Unicode.Scalar], _ budget: inout RepairBudget) -> [Unicode.Scalar] {
        var text = text
        while budget.take(text.count), let fixed = fixEncodingOnce(text, &budget), fixed != text {
            text = fixed
        }
        return text
    }

    /// `_fix_encoding_one_step_and_explain` of ftfy; nil where nothing is to be changed.
    private static func fixEncodingOnce(
        _ text: [Unicode.Scalar], _ budget: inout RepairBudget
    ) -> [Unicode.Scalar]? {
        guard !text.allSatisfy(\.isASCII) else { return nil }
        let classes = MojibakeClass.classes(of: text)
        guard Badness.isBad(text, classes) else { return nil }
        for encoding in SingleByteEncoding.candidates {
            if let decoded = redecode(text, encoding) { return decoded }
        }
        let inconsistent = decodeInconsistentUTF8(text, classes, &budget)
        if inconsistent != text { return inconsistent }
        if let windows = fromLatin1ToWindows1252(text), windows != text { return windows }
        return text.contains(where: isC1Control) ? fixC1Controls(text) : nil
    }

    /// The text as UTF-8 that was read in this encoding, or nil where it was not.
    private static func redecode(
        _ text: [Unicode.Scalar], _ encoding: SingleByteEncoding
    ) -> [Unicode.Scalar]? {
        guard var bytes = encoding.encode(text) else { return nil }
        if encoding.mayHaveLostNoBreakSpaces { bytes = restoreByteA0(bytes) }
        if encoding.isSloppy { bytes = replaceLossySequences(bytes) }
        return UTF8Variant.decode(bytes)
    }

    /// What `windows-1252` reads where `latin-1` was read, or nil where either has no character for it.
    private static func fromLatin1ToWindows1252(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        let unassigned: Set<UInt32> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
        guard text.allSatisfy({ $0.value <= 0xFF && !unassigned.contains($0.value) }) else { return nil }
        return fixC1Controls(text)
    }
}
