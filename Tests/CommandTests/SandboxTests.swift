import Foundation
import TestSupport
import Testing

/// Commands that somebody has taken over while they read their input: what is left to try is refused by the kernel.
struct SandboxTests {
    private let directory = TemporaryDirectory.made()
    private static let model = Repository.example("shapes.pt")
    private static let picture = Repository.example("pictures/red-cross.jpg")
    private static let activation = ["--activation", "quick_gelu"]

    private static let commands: [(name: String, arguments: [String])] = [
        ("clip-inspect", [Repository.fixture("vit.safetensors")]),
        ("clip-verify", [Repository.fixture("vit-huggingface")]),
        ("clip-convert", [model, "-o", "OUT/o.clipw"] + activation),
        ("clip-embed", [model, "--image", picture, "--text", "a cat", "-o", "OUT/o.jsonl"] + activation),
        ("clip-classify", [model, picture, "--labels", "red cross,blue square"] + activation),
        (
            "clip-evaluate",
            [model, "--images", Repository.example("held-out"), "--embeddings", "OUT/e.npy"] + activation
        ),
        ("clip-tokenize", ["a cat"]),
        // No .clipw file, which it finds out by reading it.
        ("clip-benchmark", [model]),
    ]

    /// Whether the kernel that the tests run on has Landlock and seccomp's filters; a sanitizer needs what they forbid.
    private static let isEnforced: Bool = {
        let file = TemporaryDirectory.made().path("outside")
        let attempts = try? Intruder.run("clip-tokenize", ["a"], outside: file).attempts
        return CommandRun.sanitizer == nil && attempts?["landlock"] == "OK" && attempts?["seccomp"] == "OK"
    }()

    private func run(
        _ command: (name: String, arguments: [String]), readsBefore: Int = 0, onOldKernel: Bool = false
    ) throws -> (run: CommandRun, attempts: [String: String], otherErrors: [Substring]) {
        let outside = TemporaryDirectory.made()
        let file = try outside.write([1], to: "outside")
        let arguments = command.arguments.map { $0.replacing("OUT", with: directory.path) }
        return try Intruder.run(
            command.name, arguments, outside: file, readsBefore: readsBefore, onOldKernel: onOldKernel)
    }

    @Test(
        .enabled(if: isEnforced, "the kernel has no Landlock or no filters of calls, or a sanitizer runs"),
        arguments: commands.indices)
    func whatWasNotNamedCannotBeOpenedNorAProgramOrConnectionBegun(index: Int) throws {
        let command = Self.commands[index]
        let (run, attempts, _) = try run(command)
        #expect(run.exitCode == (command.name == "clip-benchmark" ? 65 : 0), "\(run.errors)")
        #expect(
            attempts == [
                "landlock": "OK", "seccomp": "OK", "open": "EACCES", "write": "EACCES", "remove": "EACCES",
                "socket": "EPERM", "process_vm_readv": "EPERM",
                "io_uring": "EPERM", "clone": "EPERM", "execve": "EPERM",
            ])
    }

    /// Of a list that is piped in nobody knows the names before; what is not reading is forbidden all the same.
    @Test(
        .enabled(if: isEnforced, "the kernel has no Landlock or no filters of calls, or a sanitizer runs"),
        arguments: [true, false])
    func whatAListDoesNotNameCannotBeOpened(isFile: Bool) throws {
        let list = try directory.write(Array("\(Self.picture)\n".utf8), to: "list")
        if !isFile { unsafe mkfifo(directory.path("fifo"), 0o600) }
        let writer = Process()
        writer.executableURL = URL(filePath: "/bin/bash")
        writer.arguments = ["-c", isFile ? "true" : "cat '\(list)' > '\(directory.path("fifo"))'"]
        try writer.run()
        defer { writer.terminate() }
        let arguments =
            [Self.model, "--images-from", isFile ? list : directory.path("fifo")] + Self.activation
        let (run, attempts, _) = try self.run(("clip-embed", arguments), readsBefore: isFile ? 1 : 0)
        #expect(run.exitCode == 0 && run.output.contains("\"embedding\""), "\(run.errors)")
        #expect(attempts["open"] == (isFile ? "EACCES" : "OK"))
        #expect(attempts["write"] == "EACCES" && attempts["remove"] == "EACCES")
        #expect(attempts["socket"] == "EPERM" && attempts["execve"] == "EPERM")
    }

    /// There the attempts succeed, which shows too that they were real ones.
    @Test(arguments: commands.indices)
    func onAnOldKernelACommandWorksAllTheSameAndSaysNothing(index: Int) throws {
        let command = Self.commands[index]
        let (run, attempts, errors) = try run(command, onOldKernel: true)
        #expect(run.exitCode == (command.name == "clip-benchmark" ? 65 : 0), "\(run.errors)")
        for attempt in ["open", "write", "remove", "socket", "process_vm_readv", "clone", "execve"] {
            #expect(attempts[attempt] == "OK", "\(attempt)")
        }
        #expect(attempts["landlock"] == "ENOSYS" && attempts["seccomp"] == "ENOSYS")
        // Nothing but what the command says on every kernel.
        let outputs = command.arguments.map { $0.replacing("OUT/", with: directory.path + "/2-") }
        let onThisKernel = try CommandRun(command.name, outputs)
        #expect(errors == onThisKernel.errors.split(separator: "\n"))
    }
}
