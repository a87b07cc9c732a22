/// Reads the orientation from EXIF, which is a TIFF file in small: a header, and a table of tagged values.
///
/// A picture whose EXIF cannot be read has no orientation; it is still a picture.
enum EXIF {
    /// The orientation that EXIF data tells, or upright.
    static func orientation(in data: ArraySlice<UInt8>) -> Orientation {
        // PNG and WebP hold the data bare; some writers leave JPEG's introduction in.
        var data = data
        while data.starts(with: introduction) { data = data.dropFirst(introduction.count) }

        let isLittleEndian = data.starts(with: [0x49, 0x49, 0x2A, 0])
        guard isLittleEndian || data.starts(with: [0x4D, 0x4D, 0, 0x2A]) else { return .upright }
        let reader = Integers(bytes: data, isLittleEndian: isLittleEndian)
        guard let table = reader.number(at: 4, byteCount: 4),
            let count = reader.number(at: table, byteCount: 2)
        else { return .upright }

        var orientation = Orientation.upright
        for index in 0..<count {
            let entry = table + 2 + 12 * index
            guard let tag = reader.number(at: entry, byteCount: 2),
                let type = reader.number(at: entry + 2, byteCount: 2),
                let length = reader.number(at: entry + 4, byteCount: 4)
            else { break }
            // The last one counts; the types are the unsigned integers.
            guard tag == 0x0112, length == 1, let byteCount = [1: 1, 3: 2, 4: 4][type] else { continue }
            let value = reader.number(at: entry + 8, byteCount: byteCount)
            orientation = value.flatMap(Orientation.init) ?? .upright
        }
        return orientation
    }

    /// What EXIF data begins with in a JPEG: `Exif` and two zeros.
    static let introduction: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
}

/// Unsigned integers in bytes, at any offset.
struct Integers {
    let bytes: ArraySlice<UInt8>
    let isLittleEndian: Bool

    /// The integer at an offset, or nil where it is not all there.
    func number(at offset: Int, byteCount: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - byteCount else { return nil }
        let start = bytes.startIndex + offset
        let number = bytes[start..<start + byteCount]
        return isLittleEndian
            ? number.reversed().reduce(0) { $0 << 8 | Int($1) } : number.reduce(0) { $0 << 8 | Int($1) }
    }
}
