import ByteIO
import TestSupport

/// Where the parts of a zip archive lie, as far as its central directory tells; for archives that may be broken.
struct ZipFields {
    /// One entry of the directory, with the places of what is said of it.
    struct Entry {
        let name: [UInt8]
        let payload: Range<Int>
        /// Where its CRC-32 stands: in the directory, and behind the payload or in the local header.
        let checksums: [Int]
    }

    let entries: [Entry]

    init(_ bytes: [UInt8]) {
        func number(_ place: Int, _ count: Int) -> Int {
            guard place >= 0, place <= bytes.count - count else { return 0 }
            return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        var entries: [Entry] = []
        for place in bytes.indices where number(place, 4) == 0x0201_4B50 && place <= bytes.count - 46 {
            let local = number(place + 42, 4)
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let end = start + number(place + 20, 4)
            guard end <= bytes.count - 4 else { continue }
            let hasDescriptor = number(place + 8, 2) & 8 != 0
            let isSigned = number(end, 4) == 0x0807_4B50
            let second = hasDescriptor ? end + (isSigned ? 4 : 0) : local + 14
            entries.append(
                Entry(
                    name: Array(bytes.dropFirst(place + 46).prefix(number(place + 28, 2))),
                    payload: start..<end, checksums: [place + 16, second]))
        }
        self.entries = entries
    }

    /// Makes the CRC-32 of every entry right; those of deflated ones, whose content it does not know, wrong.
    static func repairChecksums(_ bytes: inout [UInt8]) {
        for entry in ZipFields(bytes).entries {
            var crc = CRC32()
            crc.update(bytes.span.extracting(entry.payload))
            for place in entry.checksums where place <= bytes.count - 4 {
                bytes.replaceSubrange(place..<place + 4, with: little(Int(crc.value), 4))
            }
        }
    }

    /// The content of an archive of stored entries.
    static func contents(of bytes: [UInt8]) -> [ZipBuilder.Entry] {
        ZipFields(bytes).entries.map { entry in
            ZipBuilder.Entry(String(decoding: entry.name, as: UTF8.self), Array(bytes[entry.payload]))
        }
    }
}
