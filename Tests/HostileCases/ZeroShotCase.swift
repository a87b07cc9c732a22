/// One hostile list of labels or templates, saved classifier or archive of images, and how the command that reads it ends.
package struct ZeroShotCase: Sendable, CustomStringConvertible {
    /// What the file is given as.
    package enum Kind: Sendable {
        case labels
        case tree
        case templates
        case classifier
        case archive
    }

    /// The row of the table, such as `K3`.
    package let id: String
    /// What is odd about it.
    package let name: String
    package let kind: Kind
    /// How `clip-classify` ends, and `clip-evaluate` for an archive.
    package let exitCode: Int32
    /// A part of the one line on standard error; nil where there is none.
    package let error: String?
    /// Made when asked for.
    package var bytes: [UInt8] { make() }
    private let make: @Sendable () -> [UInt8]

    private init(
        _ id: String, _ name: String, _ kind: Kind, _ exitCode: Int32, _ error: String?,
        _ make: @escaping @Sendable () -> [UInt8]
    ) {
        (self.id, self.name, self.kind, self.exitCode) = (id, name, kind, exitCode)
        (self.error, self.make) = (error, make)
    }

    /// Refused with this in the sentence.
    static func refused(
        _ id: String, _ name: String, _ kind: Kind,
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8], _ error: String, _ exitCode: Int32 = 65
    ) -> ZeroShotCase {
        ZeroShotCase(id, name, kind, exitCode, error, bytes)
    }

    /// Read.
    static func read(
        _ id: String, _ name: String, _ kind: Kind, _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) -> ZeroShotCase {
        ZeroShotCase(id, name, kind, 0, nil, bytes)
    }

    package var description: String { "\(id), \(name)" }
}
