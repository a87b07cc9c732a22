import Glibc

/// The path of a file, as the bytes that Linux takes.
///
/// A name in Linux is any bytes but NUL and `/`; most are UTF-8, and those that are not are names all the same. A path is
/// kept as it was given: nothing is resolved or normalised, since `folder/` and `folder` mean different things to the
/// system, and what is printed of an input must be what the user wrote. A literal is a path, and an interpolation of
/// other paths keeps their bytes: `"\(folder)/config.json"`.
public struct FilePath: Hashable, Sendable {
    /// The bytes, without the NUL that ends them for the system.
    public let bytes: [UInt8]

    /// The path of these bytes.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// The path that a text spells, in UTF-8.
    public init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    /// The path as text; nil where its bytes are not UTF-8.
    public var text: String? { String(validating: bytes, as: UTF8.self) }

    /// What stands behind the last slash, slashes at the end left out; the whole path where there is none.
    public var lastComponent: FilePath {
        FilePath(bytes: bytes.split(separator: Self.slash).last ?? bytes[...])
    }

    /// Whether the path begins at the root.
    public var isAbsolute: Bool { bytes.first == Self.slash }

    /// Whether the path begins with this text.
    public func hasPrefix(_ text: StaticString) -> Bool { bytes.starts(with: "\(text)".utf8) }

    /// Whether the path ends with this text, such as an extension.
    public func hasSuffix(_ text: StaticString) -> Bool {
        bytes.reversed().starts(with: "\(text)".utf8.reversed())
    }

    /// The path of something in this folder.
    public func appending(_ name: FilePath) -> FilePath {
        FilePath(bytes: bytes + (bytes.last == Self.slash ? [] : [Self.slash]) + name.bytes)
    }

    /// The path that a C string spells.
    @unsafe init(cString: UnsafePointer<CChar>) {
        bytes = unsafe UnsafeBufferPointer(start: cString, count: strlen(cString)).map {
            UInt8(bitPattern: $0)
        }
    }

    /// As a sentence shows it: no longer than a path that the system takes can be.
    var shown: String {
        let limit = Int(PATH_MAX)
        return bytes.count <= limit ? description : "\(FilePath(bytes: bytes.prefix(limit)))…"
    }

    static let slash = UInt8(ascii: "/")

    /// The bytes and the NUL that ends them, for a system call: the only way in which a path reaches one.
    ///
    /// - Throws: `malformed` where there is a NUL among the bytes, since the system would take another path.
    var cString: [CChar] {
        get throws(FileError) {
            if let position = bytes.firstIndex(of: 0) {
                throw FileError(
                    .malformed, path: self, found: "the path has a NUL byte at position \(position)",
                    allowed: "a path is bytes other than NUL")
            }
            return bytes.map { CChar(bitPattern: $0) } + [0]
        }
    }
}

extension FilePath: CustomStringConvertible {
    /// The path to be read by people: bytes that are not UTF-8 are written as `\xff`.
    public var description: String {
        if let text { return text }
        var text = ""
        for piece in PossibleUTF8(bytes: bytes) {
            switch piece {
            case .scalar(let scalar): text.unicodeScalars.append(scalar)
            case .stray(let byte): text += "\\x" + String(byte, radix: 16)
            }
        }
        return text
    }
}

extension FilePath: Comparable {
    /// Orders paths by their bytes.
    public static func < (left: FilePath, right: FilePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension FilePath: ExpressibleByStringInterpolation {
    /// A path from a literal, in which paths keep their bytes and everything else is text.
    public init(stringInterpolation: StringInterpolation) {
        bytes = stringInterpolation.bytes
    }

    /// The path that a literal spells.
    public init(stringLiteral text: String) {
        bytes = Array(text.utf8)
    }

    /// What a literal with interpolations is made of.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        /// Nothing yet.
        public init(literalCapacity: Int, interpolationCount: Int) {}

        /// A part that is written out.
        public mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        /// A path's bytes.
        public mutating func appendInterpolation(_ path: FilePath) { bytes += path.bytes }

        /// A text, or a number.
        public mutating func appendInterpolation(_ value: some LosslessStringConvertible) {
            bytes += value.description.utf8
        }
    }
}
