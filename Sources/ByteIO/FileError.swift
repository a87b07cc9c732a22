/// Why a file could not be read or written: one sentence with its evidence, and a code for machines.
///
/// Every library target throws this type for everything that comes from outside, so that a caller needs
/// one `catch`. It says where (`path`, `location`), what was found, and what would have been right.
public struct FileError: Error, Sendable, Equatable {
    /// What kind of failure it is; the commands turn it into an exit code.
    public enum Code: String, Sendable, CaseIterable {
        /// The content breaks its format's rules.
        case malformed
        /// The content is well formed, but not something that this project reads.
        case unsupported
        /// There is nothing at the path.
        case missing
        /// There is something at the path that is not a regular file.
        case notRegularFile
        /// The content is not what was expected of it, such as another SHA-256.
        case mismatch
        /// The output cannot be created.
        case cannotCreate
        /// Reading or writing failed, or the disk is full.
        case inputOutput
        /// The program that reads the results has ended, or wants no more.
        case readerGone
        /// The file changed while it was being read.
        case changed
        /// There is no permission.
        case permission
        /// A server cannot be reached, or does not give what is asked for.
        case unavailable
        /// Something took longer than is waited for, or is locked by another process.
        case timedOut
    }

    /// What kind of failure it is.
    public var code: Code
    /// File that it happened to, as the user named it.
    public var path: FilePath?
    /// Where in the file: an entry, a tensor, a byte offset.
    public var location: String?
    /// What was found there.
    public var found: String
    /// What would have been right, or what to do.
    public var allowed: String?

    /// A failure of this kind.
    public init(
        _ code: Code, path: FilePath? = nil, at location: String? = nil, found: String, allowed: String? = nil
    ) {
        self.code = code
        self.path = path
        self.location = location.map(Self.shortened)
        self.found = Self.shortened(found)
        self.allowed = allowed.map(Self.shortened)
    }

    /// Names and lists from a file can have megabytes, a sentence has a line.
    private static func shortened(_ text: String) -> String {
        let limit = 400
        return text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit)) + "…"
    }

    /// The same failure, in this file unless it already names one.
    public func inFile(_ path: FilePath) -> FileError {
        var error = self
        error.path = self.path ?? path
        return error
    }

    /// The same failure, inside an outer place: `entry 'a/data.pkl'` before `offset 12`.
    public func within(_ outer: String) -> FileError {
        var error = self
        error.location = Self.shortened(location.map { "\(outer), \($0)" } ?? outer)
        return error
    }
}

extension FileError: CustomStringConvertible {
    /// One line: `<path>: <where>: <what was found> (<what is allowed>)`, control characters escaped.
    public var description: String {
        let sentence = [path?.shown, location, found].compactMap(\.self).joined(separator: ": ")
        return escapingControlCharacters(sentence + (allowed.map { " (\($0))" } ?? ""))
    }
}

/// The text with every control, formatting and separator character written as `\u{…}`, so that a name
/// from a stranger's file cannot move the cursor, change colours or reverse the line.
public func escapingControlCharacters(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            escaped += "\\u{" + String(scalar.value, radix: 16) + "}"
        default:
            escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
