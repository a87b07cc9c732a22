import Foundation
import StrictJSON
import TestSupport
import Testing

/// Commands in a pipe: what has arrived is answered before more is waited for, and nobody waits for a reader that is gone.
@Suite struct StreamTests {
    private let directory = TemporaryDirectory.made()
    private static let model = Repository.example("shapes.pt")
    private static let embed = [model, "--activation", "quick_gelu"]

    /// A command between two pipes, ended after a minute so that a test of one that says nothing ends too.
    private final class Conversation {
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()
        private var buffer = Data()

        init(_ command: String, _ arguments: [String]) throws {
            process.executableURL = URL(filePath: CommandRun.path(of: command))
            process.arguments = arguments
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            let process = process
            DispatchQueue.global().asyncAfter(deadline: .now() + 60) {
                if process.isRunning { process.terminate() }
            }
        }

        func say(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

        /// The next line that the command prints; nil at the end.
        func line() -> String? {
            while true {
                if let end = buffer.firstIndex(of: 0x0A) {
                    defer { buffer = Data(buffer[(end + 1)...]) }
                    return String(decoding: buffer[..<end], as: UTF8.self)
                }
                let piece = output.fileHandleForReading.availableData
                guard !piece.isEmpty else { return nil }
                buffer += piece
            }
        }

        func end() throws -> Int32 {
            try input.fileHandleForWriting.close()
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    @Test func textIsEmbeddedBeforeTheNextOneComes() throws {
        let command = try Conversation("clip-embed", Self.embed + ["--texts-from", "-"])
        for text in ["a red circle", "a blue square"] {
            try command.say(text + "\n\n")
            let line = try #require(command.line())
            #expect(try JSONValue(parsing: line.utf8)["input"]?.string == text)
        }
        #expect(try command.end() == 0 && command.line() == nil)
    }

    @Test func imageIsEmbeddedBeforeTheNextOneComes() throws {
        let command = try Conversation("clip-embed", Self.embed + ["--images-from", "-"])
        for name in ["red circle/000.jpg", "blue square/001.jpg"] {
            let path = Repository.example("held-out/\(name)")
            try command.say(path + "\n")
            let line = try #require(command.line())
            #expect(try JSONValue(parsing: line.utf8)["input"]?.string == path)
        }
        #expect(try command.end() == 0)
    }

    @Test(arguments: [("\n", []), ("\0", ["--null"])]) func textIsTokenisedBeforeTheNextOneComes(
        _ separator: String, _ arguments: [String]
    ) throws {
        let command = try Conversation("clip-tokenize", arguments)
        for (text, ids) in [("cat", "49406 2368 49407"), ("a cat", "49406 320 2368 49407")] {
            try command.say(text + separator)
            #expect(command.line() == ids)
        }
        #expect(try command.end() == 0)
    }

    /// Both ends of a pipe at once: the input is endless, and the reader takes one line.
    ///
    /// Memory is held to a gibibyte, and nothing is said.
    @Test(arguments: [("clip-embed", embed + ["--texts-from", "-"]), ("clip-tokenize", [])])
    func endlessInputEndsWithItsReader(_ name: String, _ arguments: [String]) throws {
        let errors = directory.path("errors")
        let limit = CommandRun.canLimit("--as=") ? "ulimit -v 1048576; " : ""
        let line = """
            \(limit)yes cat | "$0" "$@" 2>"\(errors)" | head -n 1 >"\(directory.path("line"))"
            exit "${PIPESTATUS[1]}"
            """
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", line, CommandRun.path(of: name)] + arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 74)
        #expect(try TemporaryDirectory.contents(of: errors).isEmpty)
        #expect(try TemporaryDirectory.contents(of: directory.path("line")).last == 0x0A)
    }

    /// More rows than a batch has, blank lines among them: each in its place, counted at the end.
    @Test func arrayIsCountedAtItsEnd() throws {
        let lines = (0..<70).map { $0 == 40 ? String(repeating: "cat ", count: 90) : "\($0)" }
        let list = try directory.write(Array(lines.joined(separator: "\n\n\r\n").utf8), to: "list")
        let path = directory.path("out.npy")
        let run = try CommandRun(
            "clip-embed", Self.embed + ["--texts-from", list, "--format", "npy", "-o", path])
        #expect(run.exitCode == 65, "\(run.errors)")
        let bytes = try TemporaryDirectory.contents(of: path)
        #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'shape': (70, 64), }"))
        #expect(bytes.count == 128 + 70 * 64 * 4)
        let isNaN = (0..<70).map { row in bytes[128 + row * 256 + 3] & 0x7F == 0x7F }
        #expect(isNaN.indices.filter { isNaN[$0] } == [40])
    }

    @Test func listOfNothingGivesNothing() throws {
        let list = try directory.write([UInt8](repeating: 0x0A, count: 1 << 20), to: "list")
        let run = try CommandRun("clip-embed", Self.embed + ["--texts-from", list])
        #expect(run.exitCode == 0 && run.output.isEmpty, "\(run.errors)")
    }
}
