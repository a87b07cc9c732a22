package import ByteIO
import ModelStore
import Sandbox

/// The files that a command needs, as its arguments name them.
///
/// From the first byte of a file on, lists of files apart, the kernel lets the process open nothing else, make no connection and start no program:
/// `Tool.run` sees to that before it calls `perform`.
package struct FileAccess: Sendable {
    var sandbox = Sandbox()

    /// Access to nothing but what libraries read.
    package init() {}

    /// Beside the rest, a model: the path, or what finding it by its name reads and writes.
    package func reading(_ model: ModelArgument) -> FileAccess {
        guard FileIdentity(ofPath: model.path) == nil else { return reading([model.path]) }
        let paths = ModelStore.pathsOfUser
        var access = self
        access.sandbox.readable += paths.read.map(\.bytes)
        access.sandbox.writable += paths.written.map(\.bytes)
        return access
    }

    /// Beside the rest, files, and folders with what lies in them.
    package func reading(_ paths: [FilePath?]) -> FileAccess {
        var access = self
        for path in paths.compactMap(\.self) {
            access.sandbox.readable += [path.bytes]
            access.sandbox.readable += (Directory.allowedParents(ofFolderAt: path) ?? []).map(\.bytes)
        }
        return access
    }

    /// Beside the rest, a folder of folders of pictures, and whatever the links in them lead to.
    package func readingPictures(in path: FilePath) -> FileAccess {
        var access = reading([path])
        access.sandbox.readable += Self.links(in: path, levels: 2).map(\.bytes)
        return access
    }

    /// Beside the rest, the folder of an output, in which it gets its name when it is complete.
    ///
    /// Standard output, `-`, needs none.
    package func writing(_ path: FilePath?) -> FileAccess {
        guard let path, path != "-" else { return self }
        var access = self
        access.sandbox.writable.append(path.folder.bytes)
        return access
    }

    /// Holds the process to it; `CLIPW_SANDBOX=off` leaves that out, for debuggers.
    ///
    /// - Throws: `inputOutput` where there is no file descriptor or memory left for it, or a file cannot be looked at.
    func enforce() throws(FileError) {
        guard (try? Environment.value("CLIPW_SANDBOX")) != "off" else { return }
        guard sandbox.begin() else {
            throw FileError(
                .inputOutput,
                found:
                    "the sandbox cannot be entered: too few file descriptors, too little memory, or a failing disk"
            )
        }
    }

    private static func links(in path: FilePath, levels: Int) -> [FilePath] {
        guard levels > 0, let folder = try? OpenDirectory(path: path), let names = try? folder.names() else {
            return []
        }
        return names.flatMap { name -> [FilePath] in
            let entry = path.appending(name)
            guard let identity = folder.status(of: name)?.identity, !identity.isRegularFile else { return [] }
            let beneath = links(in: entry, levels: levels - 1)
            return identity.isSymbolicLink ? [entry] + beneath : beneath
        }
    }
}

extension FilePath {
    /// The folder that the path's last name is in.
    var folder: FilePath {
        bytes.lastIndex(of: UInt8(ascii: "/")).map { FilePath(bytes: bytes[...$0]) } ?? "."
    }
}
