extension TextCleaning {
    /// `ftfy.fixes.decode_inconsistent_utf8`: repairs pieces that look like UTF-8 read in another encoding,
    /// each by itself.
    static func decodeInconsistentUTF8(
        _ text: [Unicode.Scalar], _ classes: [MojibakeClass], _ budget: inout RepairBudget
    ) -> [Unicode.Scalar] {
        var fixed: [Unicode.Scalar] = []
        fixed.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let length = lengthLikeUTF8(classes, at: index)
            guard length > 0 else {
                fixed.append(text[index])
                index += 1
                continue
            }
            let piece = Array(text[index..<index + length])
            // A piece that is all of the text was tried as such already.
            if length < text.count, Badness.isBad(piece, Array(classes[index..<index + length])) {
                fixed += fixEncoding(piece, &budget)
            } else {
                fixed += piece
            }
            index += length
        }
        return fixed
    }

    /// `UTF8_DETECTOR_RE` of `ftfy.chardata`: as many characters as can be the bytes of UTF-8 in a row, or 0.
    private static func lengthLikeUTF8(_ classes: [MojibakeClass], at start: Int) -> Int {
        guard start == 0 || !classes[start - 1].contains(.strictContinuation) else { return 0 }
        let shapes: [(MojibakeClass, Int)] = [(.firstOf2, 1), (.firstOf3, 2), (.firstOf4, 3)]
        var end = start
        while end < classes.count {
            let shape = shapes.first { first, count in
                classes[end].contains(first) && end + count < classes.count
                    && classes[end + 1...end + count].allSatisfy { $0.contains(.continuation) }
            }
            guard let shape else { break }
            end += 1 + shape.1
        }
        return end - start
    }
}
