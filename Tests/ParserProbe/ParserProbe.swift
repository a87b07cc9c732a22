import ByteIO
import Foundation
import FuzzTargets

/// Hands one file to one parser, so that what the parser takes can be counted in a process of its own.
///
///     parser-probe TARGET FILE      0 where the parser reads the file, 65 where it refuses it
///
/// The parsers are the targets of the fuzzer (docs/fuzzing.md).
@main
struct ParserProbe {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let target = FuzzTarget.all.first(where: { $0.name == arguments[1] })
        else {
            FileHandle.standardError.write(Data("usage: parser-probe TARGET FILE\n".utf8))
            exit(64)
        }
        let file = try InputFile(path: FilePath(arguments[2]))
        exit(target.accepts(try file.bytes(file.byteCount, at: 0)) ? 0 : 65)
    }
}
