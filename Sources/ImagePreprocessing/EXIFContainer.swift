/// Finds EXIF data in an encoded picture.
enum EXIFContainer {
    /// The EXIF data of a picture, or nothing.
    static func exif(in bytes: [UInt8], _ format: ImageFormat) -> ArraySlice<UInt8> {
        switch format {
        case .jpeg: jpeg(bytes)
        case .png: chunk(of: bytes, from: 8, named: "eXIf", headerOrder: .lengthFirst)
        case .webp: chunk(of: bytes, from: 12, named: "EXIF", headerOrder: .nameFirst)
        }
    }

    /// The segments APP1 that hold EXIF, one after another, as Pillow joins them.
    private static func jpeg(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let reader = Integers(bytes: bytes[...], isLittleEndian: false)
        var exif: [UInt8] = []
        var offset = 2
        while let marker = reader.number(at: offset, byteCount: 2) {
            // Before a marker there may be any number of 0xFF.
            if marker == 0xFFFF {
                offset += 1
                continue
            }
            // The pixels begin: nothing behind them is looked at.
            guard marker > 0xFF00, marker != 0xFFDA, marker != 0xFFD9,
                let length = reader.number(at: offset + 2, byteCount: 2), length >= 2
            else { break }
            let segment = bytes[min(offset + 4, bytes.count)..<min(offset + 2 + length, bytes.count)]
            if marker == 0xFFE1, segment.starts(with: EXIF.introduction) {
                exif += segment.dropFirst(EXIF.introduction.count)
            }
            offset += 2 + length
        }
        return exif[...]
    }

    private enum HeaderOrder { case lengthFirst, nameFirst }

    /// The content of the first chunk of this name in a PNG or a RIFF file.
    private static func chunk(
        of bytes: [UInt8], from start: Int, named name: String, headerOrder: HeaderOrder
    ) -> ArraySlice<UInt8> {
        let isPNG = headerOrder == .lengthFirst
        let reader = Integers(bytes: bytes[...], isLittleEndian: !isPNG)
        var offset = start
        while let length = reader.number(at: offset + (isPNG ? 0 : 4), byteCount: 4) {
            let content = min(offset + 8, bytes.count)..<min(offset + 8 + length, bytes.count)
            if bytes[(offset + (isPNG ? 4 : 0))...].starts(with: name.utf8) { return bytes[content] }
            // A PNG's chunks end with a checksum, those of RIFF at an even offset.
            offset += 8 + length + (isPNG ? 4 : length % 2)
        }
        return []
    }
}
