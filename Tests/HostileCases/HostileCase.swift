package import ByteIO

/// One hostile input of docs/hostile-input.md: its bytes, and how whoever reads it must end.
package struct HostileCase: Sendable, CustomStringConvertible {
    /// How a reader must end.
    package enum Verdict: Sendable {
        /// It cannot be opened; the sentence is part of the error.
        case refused(FileError.Code, String)
        /// Its structure is sound, its content is not: it can be listed, not verified or converted.
        case refusedWhenRead(FileError.Code, String)
        /// It is read and every checksum is right, but what it holds is no model, or not the one that it claims to be:
        /// it can be listed; the sentence is part of what is found wanting, and of why it is not converted.
        case unsound(String)
        /// It is read, and these are its tensors' bytes by name.
        case read(@Sendable () -> [String: [UInt8]])
    }

    /// Files of a case, by their names.
    package typealias Files = [(name: String, bytes: [UInt8])]

    /// The row of the table, such as `Z5`.
    package let id: String
    /// What is wrong with it, different from that of every other case of the row.
    package let name: String
    /// How a reader must end.
    package let verdict: Verdict
    /// What is said when it is to be converted although it can be read; nil for a model, which is converted.
    package let modelRefusal: String?
    /// Whether it is a folder with these files, and not one file.
    package let isFolder: Bool
    /// Made when asked for: some cases have many megabytes.
    package var files: Files { make() }
    private let make: @Sendable () -> Files

    /// A case of one file.
    package init(
        _ id: String, _ name: String, _ verdict: Verdict, modelRefusal: String? = "",
        bytes: @escaping @Sendable () -> [UInt8]
    ) {
        (self.id, self.name, self.verdict, self.modelRefusal) = (id, name, verdict, modelRefusal)
        isFolder = false
        make = { [("file", bytes())] }
    }

    /// A case of a model folder.
    package init(
        _ id: String, _ name: String, _ verdict: Verdict, modelRefusal: String? = "",
        folder: @escaping @Sendable () -> Files
    ) {
        (self.id, self.name, self.verdict, self.modelRefusal) = (id, name, verdict, modelRefusal)
        isFolder = true
        make = folder
    }

    /// Whether it is, or was, a `.clipw` file, which has a contract of its own.
    package var isClipw: Bool { id.hasPrefix("C") }

    package var description: String { "\(id), \(name)" }

    /// Refused when it is opened.
    package static func refused(
        _ id: String, _ name: String, _ bytes: @autoclosure @escaping @Sendable () -> [UInt8],
        _ sentence: String, _ code: FileError.Code = .malformed
    ) -> HostileCase {
        HostileCase(id, name, .refused(code, sentence), bytes: bytes)
    }

    /// Refused when its content is read.
    package static func refusedWhenRead(
        _ id: String, _ name: String, _ bytes: @autoclosure @escaping @Sendable () -> [UInt8],
        _ sentence: String, _ code: FileError.Code = .malformed
    ) -> HostileCase {
        HostileCase(id, name, .refusedWhenRead(code, sentence), bytes: bytes)
    }

    /// Read, with these tensors.
    package static func read(
        _ id: String, _ name: String, _ bytes: @autoclosure @escaping @Sendable () -> [UInt8],
        as tensors: @autoclosure @escaping @Sendable () -> [String: [UInt8]]
    ) -> HostileCase {
        HostileCase(id, name, .read(tensors), bytes: bytes)
    }
}

/// Every case, by the letters of docs/hostile-input.md.
package enum HostileCases {
    /// All files and folders.
    package static var all: [HostileCase] {
        zip + pickle + tensors + torchScript + legacy + safetensors + clipw
    }
}
