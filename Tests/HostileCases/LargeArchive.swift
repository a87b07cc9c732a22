import Foundation
import TestSupport

/// An archive of `torch.save` with a record of zeros so large that what follows needs offsets of 64 bits, as pieces
/// between which there are holes.
package struct LargeArchive {
    /// Offsets and bytes; everything else is zero.
    package private(set) var pieces: [(offset: Int, bytes: [UInt8])] = []

    /// - Parameters:
    ///   - zeros: bytes of the first record, a multiple of 4.
    ///   - shape: of the tensor that lies in it; nil for one dimension.
    ///   - strides: of that tensor.
    package init(zeros: Int, shape: [Int]? = nil, strides: [Int] = [1]) {
        var pickle = PickleBuilder()
        pickle.dictionary {
            $0.string("zeros")
            $0.tensor(key: "0", count: zeros / 4, shape: shape ?? [zeros / 4], strides: strides)
            $0.string("behind")
            $0.tensor(key: "1", count: 6, shape: [6], strides: [1])
        }
        var entries: [(name: String, content: [UInt8], count: Int, offset: Int)] = []
        var offset = 0
        for (name, content) in [
            ("archive/data.pkl", pickle.finished()), ("archive/version", Array("3\n".utf8)),
            ("archive/data/0", []),
            ("archive/data/1", Array(0..<24)),
        ] as [(String, [UInt8])] {
            let count = name == "archive/data/0" ? zeros : content.count
            let header = Self.local(name, content, count, at: offset)
            pieces.append((offset, header + content))
            let end = offset + header.count + count
            let descriptor = Self.descriptor(content, count, isLong: count >= 1 << 32 || offset >= 1 << 32)
            pieces.append((end, descriptor))
            entries.append((name, content, count, offset))
            offset = end + descriptor.count
        }
        let directory = entries.flatMap { Self.central($0.name, $0.content, $0.count, at: $0.offset) }
        pieces.append((offset, directory + Self.end(entries.count, directory.count, at: offset)))
    }

    /// Makes a file of the pieces, with holes between them.
    package func write(to path: String) throws {
        FileManager.default.createFile(atPath: path, contents: nil)
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        for (offset, bytes) in pieces {
            try handle.seek(toOffset: UInt64(offset))
            try handle.write(contentsOf: Data(bytes))
        }
        try handle.close()
    }

    /// Sizes and checksum are left to the descriptor, as PyTorch does; the large record has no checksum, which only
    /// reading it would notice.
    private static func local(_ name: String, _ content: [UInt8], _ count: Int, at offset: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x50, 0x4B, 3, 4]
        bytes += little(0, 2) + little(0x0808, 2) + little(0, 2 + 4 + 4 + 4 + 4)
        return bytes + little(name.utf8.count, 2) + little(0, 2) + Array(name.utf8)
    }

    private static func descriptor(_ content: [UInt8], _ count: Int, isLong: Bool) -> [UInt8] {
        let width = isLong ? 8 : 4
        return [0x50, 0x4B, 7, 8] + little(Int(HostileCases.checksum(content)), 4) + little(count, width)
            + little(count, width)
    }

    private static func central(_ name: String, _ content: [UInt8], _ count: Int, at offset: Int) -> [UInt8] {
        let (isLarge, isFar) = (count >= 1 << 32, offset >= 1 << 32)
        var extra = isLarge ? little(count, 8) + little(count, 8) : []
        if isFar { extra += little(offset, 8) }
        if !extra.isEmpty { extra = [1, 0] + little(extra.count, 2) + extra }
        var bytes: [UInt8] = [0x50, 0x4B, 1, 2]
        bytes += little(0, 4) + little(0x0808, 2) + little(0, 2 + 4)
        bytes += little(Int(HostileCases.checksum(content)), 4)
        bytes += little(isLarge ? -1 : count, 4) + little(isLarge ? -1 : count, 4)
        bytes += little(name.utf8.count, 2) + little(extra.count, 2) + little(0, 2 + 2 + 2 + 4)
        return bytes + little(isFar ? -1 : offset, 4) + Array(name.utf8) + extra
    }

    private static func end(_ count: Int, _ byteCount: Int, at offset: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x50, 0x4B, 6, 6] + little(44, 8)
        bytes += little(0x031E, 2) + little(45, 2) + little(0, 8) + little(count, 8) + little(count, 8)
        bytes += little(byteCount, 8) + little(offset, 8)
        bytes += [0x50, 0x4B, 6, 7] + little(0, 4) + little(offset + byteCount, 8) + little(1, 4)
        bytes += [0x50, 0x4B, 5, 6] + little(0, 4) + little(count, 2) + little(count, 2)
        return bytes + little(byteCount, 4) + little(-1, 4) + little(0, 2)
    }
}
