/// One hostile text of docs/hostile-input.md, and what `clip-tokenize` makes of it.
package struct TextCase: Sendable, CustomStringConvertible {
    /// The row of the table, such as `T3`.
    package let id: String
    /// What is odd about it.
    package let name: String
    /// Standard input.
    package var input: [UInt8] { make() }
    package let arguments: [String]
    package let exitCode: Int32
    /// All of standard output, where it matters.
    package let output: String?
    /// A part of the one line on standard error.
    package let error: String?
    private let make: @Sendable () -> [UInt8]

    private init(
        _ id: String, _ name: String, _ arguments: [String], _ exitCode: Int32, _ output: String?,
        _ error: String?,
        _ make: @escaping @Sendable () -> [UInt8]
    ) {
        (self.id, self.name, self.arguments, self.exitCode) = (id, name, arguments, exitCode)
        (self.output, self.error, self.make) = (output, error, make)
    }

    /// A text between NUL bytes that becomes these ids, start and end left out.
    static func ids(_ id: String, _ name: String, _ text: String, _ ids: [Int], _ arguments: String...)
        -> TextCase
    {
        let line = ([49406] + ids + [49407]).map(String.init).joined(separator: " ") + "\n"
        return TextCase(id, name, ["--null"] + arguments, 0, line, nil) { Array(text.utf8) + [0] }
    }

    /// Lines of which one is refused, the others' ids are printed.
    static func refused(
        _ id: String, _ name: String, _ input: @autoclosure @escaping @Sendable () -> [UInt8],
        _ error: String,
        output: String = ""
    ) -> TextCase {
        TextCase(id, name, [], 65, output, error, input)
    }

    /// Lines that all have ids, whatever they are.
    static func accepted(
        _ id: String, _ name: String, _ input: @autoclosure @escaping @Sendable () -> [UInt8],
        _ arguments: String...
    ) -> TextCase {
        TextCase(id, name, arguments, 0, nil, nil, input)
    }

    package var description: String { "\(id), \(name)" }
}
