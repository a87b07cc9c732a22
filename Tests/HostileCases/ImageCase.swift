/// One hostile picture of docs/hostile-input.md, and how decoding it must end.
package struct ImageCase: Sendable, CustomStringConvertible {
    /// How decoding must end.
    package enum Verdict: Sendable {
        /// Refused, with this in the sentence.
        case refused(String)
        /// A picture whose every pixel is this grey.
        case grey(UInt8)
        /// A picture.
        case picture
    }

    /// The row of the table, such as `I3`.
    package let id: String
    /// What is wrong with it.
    package let name: String
    /// How decoding must end.
    package let verdict: Verdict
    /// How `clip-embed` ends.
    package var exitCode: Int32 { if case .refused = verdict { 65 } else { 0 } }
    /// Made when asked for.
    package var bytes: [UInt8] { make() }
    private let make: @Sendable () -> [UInt8]

    init(
        _ id: String, _ name: String, _ verdict: Verdict,
        _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]
    ) {
        (self.id, self.name, self.verdict, make) = (id, name, verdict, bytes)
    }

    package var description: String { "\(id), \(name)" }
}
