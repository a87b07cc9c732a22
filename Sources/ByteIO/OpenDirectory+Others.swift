import CLinux
import Glibc

extension OpenDirectory {
    /// How another user than root could change what lies in this directory: a sentence with the directory that it is
    /// about; nil where none could.
    ///
    /// That takes this directory and all above it. One that others can write to may stand above if it is sticky, as
    /// `/tmp` is: then nobody but its owner moves what is in it.
    public func othersAccess() -> String? {
        var current = descriptor
        var identity = FileIdentity(of: current)
        guard let own = identity else { return "\(path) cannot be looked at" }
        if let access = own.othersAccess { return "\(path): \(access)" }
        while let below = identity {
            guard
                let parent = FileDescriptor.opened({ unsafe clip_linux_open_to_look(current.number, "..") }),
                let above = FileIdentity(of: parent)
            else { return "a directory above \(path) cannot be looked at" }
            // Above the root there is the root.
            if above.isSameFile(as: below) { return nil }
            if let access = above.othersAccess, above.isOfAnotherUser || !above.isSticky {
                return "a directory above \(path): \(access)"
            }
            (current, identity) = (parent, above)
        }
        return nil
    }
}

extension InputFile {
    /// How another user than root could change the file, or put another one in its place; nil where none could.
    ///
    /// Looks at the file and at the directories above the place where it lies, whatever links led there.
    public func othersAccess() -> String? {
        if let access = identity.othersAccess { return access }
        guard let place = Directory.resolvedPath(descriptorPath),
            let end = place.bytes.lastIndex(of: FilePath.slash),
            let name = try? FilePath(bytes: place.bytes[...end]).cString,
            let folder = FileDescriptor.opened({ unsafe clip_linux_open_to_look(AT_FDCWD, name) })
        else { return "the directory that it lies in cannot be looked at" }
        return OpenDirectory(path: FilePath(bytes: place.bytes[...end]), descriptor: folder).othersAccess()
    }
}
