package import ByteIO
import Sandbox

extension FileAccess {
    /// Beside the rest, the files that a list names; every file where the list is not there before it is read.
    ///
    /// A list that is a regular file is read through beforehand, for its names only. Each of the first 65,536 files is
    /// allowed by itself, which takes the kernel half a second; of the others the folders are, and links by themselves.
    /// Names of 16 MiB are held of either kind.
    package func readingWhatIsListed(in list: FilePath?, separator: UInt8) -> FileAccess {
        guard let list else { return self }
        var access = self
        access.sandbox.readable += (Self.listed(in: list, separator) ?? ["/"]).map(\.bytes)
        return access
    }

    /// Rules for single files, and rules for folders and links.
    private static let mostRules = 1 << 16
    /// Bytes of the names of single files, and of folders and links.
    private static let mostNameBytes = 1 << 24
    /// Bytes of the longest path that the system takes.
    private static let pathLimit = 4096

    /// The paths to allow; nil where they are not known, or would be too many.
    static func listed(in list: FilePath, _ separator: UInt8) -> [FilePath]? {
        guard list != "-", FileIdentity(ofPath: list)?.isRegularFile == true,
            var lines = try? TextList(path: list, of: .paths(separator: separator), limit: pathLimit)
        else { return nil }
        var files: Set<FilePath> = []
        var others: Set<FilePath> = []
        var (fileBytes, otherBytes) = (0, 0)
        while let line = try? lines.next() {
            let path = FilePath(bytes: line.bytes)
            guard !line.isCut, !files.contains(path) else { continue }
            if files.count < mostRules, path.bytes.count <= mostNameBytes - fileBytes {
                files.insert(path)
                fileBytes += path.bytes.count
            } else {
                let isLink = FileIdentity(ofPath: path, followingLinks: false)?.isSymbolicLink == true
                let (isNew, name) = others.insert(isLink ? path : path.folder)
                if isNew { otherBytes += name.bytes.count }
                guard others.count <= mostRules, otherBytes <= mostNameBytes else { return nil }
            }
        }
        return Array(files) + Array(others)
    }
}
