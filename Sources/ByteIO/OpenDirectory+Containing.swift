import Glibc

extension OpenDirectory {
    /// The directory of a path to be written to, and the name in it; so the directory is looked up once.
    ///
    /// - Throws: `cannotCreate` for a path that names no file, and where there is no such directory.
    public static func containing(_ path: String) throws(FileError) -> (OpenDirectory, name: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let last = parts.last, let name = String(last), !name.isEmpty, name != ".", name != ".." else {
            throw FileError(
                .cannotCreate, path: path, found: "the path names no file", allowed: "give a file name")
        }
        let parent = path.utf8.dropLast(name.utf8.count)
        let directory = parent.isEmpty ? "." : String(parent) ?? "."
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        guard let descriptor = FileDescriptor.opened({ unsafe Glibc.open(directory, flags) }) else {
            throw .systemCall("open of its directory", path: path, output: true)
        }
        return (OpenDirectory(path: directory, descriptor: descriptor), name)
    }
}
