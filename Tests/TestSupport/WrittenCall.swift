import Foundation

/// A call that decides what a loss of power leaves on the disk, as faults.c notes it.
package enum WrittenCall: Sendable, Equatable {
    /// Bytes of a file.
    case write(file: UInt64)
    /// The bytes of a file, or the names of a folder, are on the disk.
    case sync(file: UInt64)
    /// A file has this name now, perhaps in the place of another one.
    case name(file: UInt64, String)

    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(
            String.init)
        guard words.count == 3, let file = UInt64(words[1]) else { return nil }
        switch words[0] {
        case "write": self = .write(file: file)
        case "sync": self = .sync(file: file)
        case "link", "rename": self = .name(file: file, words[2])
        default: return nil
        }
    }

    /// What can be found under a name after these calls and a loss of power.
    package enum Remainder: Sendable, Hashable {
        /// What was there before.
        case old
        /// All that was written.
        case new
        /// A file of which bytes are missing.
        case broken
    }

    /// What a loss of power after these calls may leave under a name of a folder, by what POSIX promises: bytes are on the
    /// disk when their file was flushed, names when their folder was.
    package static func remainders(
        under name: String, of folder: UInt64, after calls: some Collection<WrittenCall>
    ) -> Set<Remainder> {
        var unflushed: Set<UInt64> = []
        var named: UInt64?
        var isNameSafe = true
        for call in calls {
            switch call {
            case .write(let file): unflushed.insert(file)
            case .sync(folder): isNameSafe = true
            case .sync(let file): unflushed.remove(file)
            case .name(let file, name): (named, isNameSafe) = (file, false)
            case .name: break
            }
        }
        guard let named else { return [.old] }
        let found: Remainder = unflushed.contains(named) ? .broken : .new
        return isNameSafe ? [found] : [.old, found]
    }

    /// The number of a file or folder in its file system.
    package static func number(ofFileAt path: String) throws -> UInt64 {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
    }
}
