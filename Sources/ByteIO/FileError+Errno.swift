import Glibc

extension FileError {
    /// The failure of a system call on this path: `errno` as a code and a sentence.
    ///
    /// See `man 2 open`, `man 2 write`, `man 2 rename`.
    static func systemCall(
        _ call: String, path: FilePath, at location: String? = nil, output: Bool = false,
        number: Int32 = errno
    ) -> FileError {
        FileError(
            code(number, output: output), path: path, at: location,
            found: "\(call) failed: \(sentence(number))", allowed: advice(number, output: output))
    }

    private static func code(_ number: Int32, output: Bool) -> Code {
        switch number {
        case EACCES, EPERM, EROFS: output ? .cannotCreate : .permission
        case ENOENT, ENOTDIR: output ? .cannotCreate : .missing
        case EISDIR, ENXIO, ENODEV: output ? .cannotCreate : .notRegularFile
        case ELOOP, ENAMETOOLONG, EEXIST: output ? .cannotCreate : .missing
        default: .inputOutput
        }
    }

    private static func advice(_ number: Int32, output: Bool) -> String? {
        switch number {
        case ENOSPC, EDQUOT: "free some disk space and run the command again"
        case EFBIG: "the file size limit of this process is too low for the output"
        case ENOENT where output: "the output's directory must exist"
        case EACCES where output, EPERM where output: "the output's directory must be writable"
        case EMFILE, ENFILE: "close other files or raise the limit of open files"
        default: nil
        }
    }

    private static func sentence(_ number: Int32) -> String {
        // strerror is safe here: glibc returns a constant string for every number that a call can give.
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text).lowercased()
    }
}
