import CLinux
import Glibc

/// A name in a directory that goes unless the file gets its final one, also where a signal ends the process and the
/// process is one of our commands (`removeUnfinishedFilesOnSignals()`).
struct TemporaryName: Sendable {
    /// As system calls take it.
    let entry: [CChar]
    private let directory: OpenDirectory
    /// Where the name is noted; negative where there was no place left.
    private let slot: Int32

    /// Notes a name before there is a file of that name, so that a signal at any moment finds it.
    init(_ name: FilePath, in directory: OpenDirectory) throws(FileError) {
        entry = try directory.entry(name)
        self.directory = directory
        slot = unsafe clip_linux_note_unfinished(directory.number, entry)
    }

    /// Removes the entry of this name.
    func remove() {
        _ = unsafe unlinkat(directory.number, entry, 0)
        forget()
    }

    /// The name is another file's, or nobody's.
    func forget() { clip_linux_forget_unfinished(slot) }
}

/// Has SIGHUP, SIGINT and SIGTERM remove what has no final name yet before they end the process.
///
/// For a command's own process, not for a library in somebody else's.
public func removeUnfinishedFilesOnSignals() { clip_linux_remove_unfinished_on_signals() }

/// Makes the standard streams that this process was started without such that using them fails, and no file becomes one.
public func openStandardStreams() { clip_linux_open_standard_descriptors() }
