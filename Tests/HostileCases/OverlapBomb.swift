import TestSupport

/// A zip bomb by overlap (Fifield 2019, "A better zip bomb"): every entry's data quote the next entry's local header in
/// a stored block and go on with its data, so that one kernel is the content of all of them.
enum OverlapBomb {
    /// An archive of so many entries, each of which would unfold to a mebibyte.
    static func archive(count: Int) -> [UInt8] {
        let kernel = [UInt8](repeating: 0, count: 1 << 20)
        var (content, data) = (kernel, deflated(kernel))
        var headers: [(bytes: [UInt8], central: [UInt8])] = []
        for index in (0..<count).reversed() {
            let name = Array("archive/\(index)".utf8)
            let numbers =
                little(8, 2) + little(0, 4) + little(Int(HostileCases.checksum(content)), 4)
                + little(data.count, 4) + little(content.count, 4) + little(name.count, 2) + little(0, 2)
            let local = [0x50, 0x4B, 3, 4] + little(20, 2) + little(0, 2) + numbers + name
            headers.append((local, numbers))
            // A stored block that is not the last: its length, the complement, the next header.
            content = local + content
            data = [0] + little(local.count, 2) + little(~local.count, 2) + local + data
        }
        // The outermost block was made for an entry that there is not.
        var archive = Array(data.dropFirst(5))
        let directoryOffset = archive.count
        var offset = 0
        for (local, numbers) in headers.reversed() {
            archive += [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + little(0, 2) + numbers
            archive += little(0, 2 + 2 + 2 + 4) + little(offset, 4) + local.dropFirst(30)
            offset += local.count + 5
        }
        let directorySize = archive.count - directoryOffset
        archive += [0x50, 0x4B, 5, 6] + little(0, 4) + little(count, 2) + little(count, 2)
        return archive + little(directorySize, 4) + little(directoryOffset, 4) + little(0, 2)
    }
}
