import Conversion
import TestSupport
import Testing

/// Damaged files of every kind end every command with one line and a documented code.
@Suite struct HostileInputTests {
    static let commands = [
        ["clip-convert", "-o", "/proc/nothing", "--force"], ["clip-inspect", "--tensors"], ["clip-verify"],
    ]

    @Test(
        arguments: commands,
        ["small.pt", "small-legacy.pt", "small.safetensors", "small-torchscript.pt", "small-module.pt"])
    func truncatedFileIsRefused(_ command: [String], _ fixture: String) throws {
        let bytes = try Repository.fixtureBytes(fixture)
        let directory = try TemporaryDirectory()
        for length in [0, 1, 7, bytes.count / 2, bytes.count - 1] {
            let path = try directory.write(Array(bytes.prefix(length)), to: "file")
            let run = try CommandRun(
                command[0], [path] + command.dropFirst(), limits: ["--as=\(1 << 30)", "--cpu=5"])
            #expect(run.exitCode == 65, "\(fixture) cut to \(length): \(run.exitCode) \(run.errors)")
            #expect(run.errors.split(separator: "\n").count <= 1, "\(run.errors)")
            #expect(try directory.contents == ["file"])
        }
    }

    @Test func controlCharactersOfNamesAreEscaped() throws {
        let directory = try TemporaryDirectory()
        var pickle = PickleBuilder()
        pickle.dictionary {
            $0.string("a\u{1B}[31mred")
            $0.tensor(key: "0", count: 6, shape: [6], strides: [1])
        }
        let zip = TorchArchiveBuilder.archive(
            pickle: pickle.finished(), records: [("0", [UInt8](repeating: 0, count: 24))])
        let path = try directory.write(zip.build(), to: "file")
        let run = try CommandRun("clip-inspect", [path])
        #expect(run.exitCode == 65)
        #expect(!run.errors.contains("\u{1B}"))
        #expect(run.errors.contains("\\u{1b}"))
    }

    /// Nothing that a file says makes a command write elsewhere or run anything.
    @Test func forbiddenGlobalDoesNothing() throws {
        let directory = try TemporaryDirectory()
        let canary = directory.path("canary")
        var pickle = PickleBuilder()
        pickle.global("posix", "system")
        pickle.tuple { $0.string("touch \(canary)") }
        pickle.code("R")
        let zip = TorchArchiveBuilder.archive(pickle: pickle.finished(), records: [])
        let path = try directory.write(zip.build(), to: "file")
        for command in Self.commands {
            let run = try CommandRun(command[0], [path] + command.dropFirst())
            #expect(run.exitCode == 65, "\(run.errors)")
            #expect((run.errors + run.output).contains("posix.system"))
        }
        #expect(try directory.contents == ["file"])
    }
}
