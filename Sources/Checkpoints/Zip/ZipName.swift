import ByteIO

/// Rules for an entry's name.
///
/// Nothing is ever extracted to a path, but a name that other tools would resolve to another place, or read
/// as another name, is a sign of an attack.
enum ZipName {
    static func checked(_ bytes: ArraySlice<UInt8>, at place: String) throws(FileError) -> String {
        let name = try FileError.requireText(bytes, "the name of an entry", at: place)
        guard (1...Limits.zipNameBytes).contains(bytes.count) else {
            throw FileError(
                .malformed, at: place, found: "an entry's name has \(bytes.count) bytes",
                allowed: "1 to \(Limits.zipNameBytes)")
        }
        let components = name.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe =
            escapingControlCharacters(name) == name && !bytes.contains(UInt8(ascii: "\\"))
            && !bytes.contains(UInt8(ascii: ":"))
            && components.dropLast().allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            && components.last != ".." && components.last != "."
        guard isSafe else {
            throw FileError(
                .malformed, at: place, found: "an entry is named '\(name)'",
                allowed: "a relative path without '..', backslash, colon or control characters")
        }
        return name
    }
}
