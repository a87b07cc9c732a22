import Glibc

/// The directory that an output goes to, held open so that its name is looked up once.
final class OutputDirectory: Sendable {
    private let descriptor: FileDescriptor
    var number: Int32 { descriptor.number }

    private init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// The directory of a path, and the name in it.
    static func containing(_ path: String) throws(FileError) -> (OutputDirectory, name: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let last = parts.last, let name = String(last), !name.isEmpty, name != ".", name != ".." else {
            throw FileError(
                .cannotCreate, path: path, found: "the path names no file", allowed: "give a file name")
        }
        let parent = path.utf8.dropLast(name.utf8.count)
        let directory = parent.isEmpty ? "." : String(parent) ?? "."
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        guard let descriptor = FileDescriptor.opened({ unsafe open(directory, flags) }) else {
            throw .systemCall("open of its directory", path: path, output: true)
        }
        return (OutputDirectory(descriptor), name)
    }
}
