import ByteIO
import Foundation

/// All that is in a folder: what each thing is, when it was last changed, and its bytes.
struct Snapshot: Equatable {
    /// One thing.
    struct Item: Equatable {
        let type: String
        let permissions: Int
        let inode: Int
        let byteCount: Int
        let modified: Date?
        let digest: Digest?
    }

    /// By paths within the folder.
    private(set) var items: [String: Item] = [:]

    init(of folder: String) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let path = "\(folder)/\(name)"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let type = attributes[.type] as? FileAttributeType
            items[name] = Item(
                type: type?.rawValue ?? "", permissions: attributes[.posixPermissions] as? Int ?? 0,
                inode: attributes[.systemFileNumber] as? Int ?? 0,
                byteCount: attributes[.size] as? Int ?? 0,
                modified: attributes[.modificationDate] as? Date,
                digest: type == .typeRegular
                    ? try SHA256.digest(of: [UInt8](Data(contentsOf: URL(filePath: path))).span) : nil)
        }
    }

    /// The same folder without one thing.
    func without(_ name: String) -> Snapshot {
        var other = self
        other.items[name] = nil
        return other
    }
}
