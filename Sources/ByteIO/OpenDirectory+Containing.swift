import Glibc

extension OpenDirectory {
    /// The directory of a path to be written to, and the name in it; so the directory is looked up once.
    ///
    /// - Throws: `cannotCreate` for a path that names no file, and where there is no such directory.
    public static func containing(_ path: FilePath) throws(FileError) -> (OpenDirectory, name: FilePath) {
        let end = path.bytes.lastIndex(of: FilePath.slash).map { $0 + 1 } ?? 0
        let name = FilePath(bytes: path.bytes[end...])
        guard !name.bytes.isEmpty, name != ".", name != ".." else {
            throw FileError(
                .cannotCreate, path: path, found: "the path names no file", allowed: "give a file name")
        }
        _ = try path.cString
        let directory = end == 0 ? "." : FilePath(bytes: path.bytes[..<end])
        let opened = try directory.cString
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        guard let descriptor = FileDescriptor.opened({ unsafe Glibc.open(opened, flags) }) else {
            throw .systemCall("open of its directory", path: path, output: true)
        }
        return (OpenDirectory(path: directory, descriptor: descriptor), name)
    }
}
