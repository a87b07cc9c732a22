import ByteIO
import HostileCases
import TestSupport
import Testing
import ToolSupport

extension HostileCase {
    /// What no command may need more of, whatever it is given: 1 GiB of addresses (most of them the libraries' own),
    /// 30 s of processor, 32 open files, outputs of 256 MiB.
    static let limits = ["--as=\(1 << 30)", "--cpu=30", "--nofile=32", "--fsize=\(256 << 20)", "--core=0"]

    /// How each command ends.
    struct ExitCodes {
        var inspect: Int32
        var verify: Int32
        var embed: Int32
        var convert: Int32

        init(all code: Int32) { (inspect, verify, embed, convert) = (code, code, code, code) }
    }

    var exitCodes: ExitCodes {
        switch verdict {
        case .refused(let code, _):
            var codes = ExitCodes(all: FileError(code, found: "").exitCode)
            // What claims to be a .clipw file is never converted, whatever else is wrong with it.
            if isClipw { codes.convert = 65 }
            return codes
        case .refusedWhenRead(let code, _):
            var codes = ExitCodes(all: 65)
            codes.inspect = 0
            if isClipw { codes.verify = 1 }
            // Its bytes are what they should be; they are only not read as a tensor.
            if code == .unsupported { codes.verify = 0 }
            return codes
        case .unsound:
            var codes = ExitCodes(all: 65)
            (codes.inspect, codes.verify) = (0, 1)
            return codes
        case .read:
            var codes = ExitCodes(all: 0)
            // The tiny models have no table of tokens: a text is refused also where the model is read.
            codes.embed = 65
            if modelRefusal != nil { codes.convert = 65 }
            return codes
        }
    }

    /// Runs every command on the case under limits: the exit code is the expected one, an error is one line, and
    /// nothing on the disk is another but the output.
    func checkCommands(_ ground: Ground) throws {
        let before = try Snapshot(of: ground.directory.path)
        let codes = exitCodes
        try run("clip-inspect", [ground.path, "--tensors"], expect: codes.inspect, ground, before)
        // All of them open a file by the same code, so that the largest cases are not tried four times.
        let largest = before.items.values.map(\.byteCount).max() ?? 0
        if codes.inspect != 0, largest > 1 << 24 { return }
        if codes.inspect == 0 || largest <= 1 << 20 {
            let verified = try run("clip-verify", [ground.path], expect: codes.verify, ground, before)
            if case .unsound(let sentence) = verdict {
                #expect(verified.output.contains(sentence), "\(self): \(verified.output)")
            }
            try run("clip-embed", [ground.path, "--text", "a"], expect: codes.embed, ground, before)
        }
        let output = ground.directory.path("output.clipw")
        let errors = try run(
            "clip-convert", [ground.path, "-o", output], expect: codes.convert, ground, before
        ).errors
        if case .unsound(let sentence) = verdict, !isClipw {
            #expect(errors.contains(sentence), "\(self): \(errors)")
        }
        if let modelRefusal, case .read = verdict {
            #expect(errors.contains(modelRefusal), "\(self): \(errors)")
        }
        if codes.convert == 0 {
            let verified = try CommandRun("clip-verify", [output], limits: Self.limits)
            #expect(verified.exitCode == 0, "\(self): \(verified.errors)")
        }
    }

    @discardableResult
    private func run(
        _ command: String, _ arguments: [String], expect code: Int32, _ ground: Ground, _ before: Snapshot
    ) throws -> CommandRun {
        let run = try CommandRun(
            command, arguments, limits: Self.limits, directory: ground.directory.path)
        #expect(run.exitCode == code, "\(self): \(command): \(run.errors)")
        let lines = run.errors.split(separator: "\n").filter { !$0.contains(": warning: ") }
        #expect(lines.count <= 1, "\(self): \(command): \(run.errors)")
        #expect(
            (run.output + run.errors).utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A },
            "\(self): control characters")
        let after = try Snapshot(of: ground.directory.path)
        let hasOutput = command == "clip-convert" && code == 0
        #expect(after.items.keys.contains("output.clipw") == hasOutput, "\(self): \(command)")
        #expect(after.without("output.clipw") == before, "\(self): \(command) changed something else")
        return run
    }
}
