import Foundation
import TestSupport
import Testing

/// The input changes while it is read: what comes out is never a mixture.
@Suite struct ChangingInputTests {
    private let directory = TemporaryDirectory.made()

    /// Before each read in turn, another process changes the byte that is read next.
    @Test(arguments: ["vit.safetensors", "vit-legacy.pt", "vit-state-dict.pt"], [["--no-validate"], []])
    func changedByteIsNeverConverted(_ fixture: String, _ options: [String]) throws {
        let bytes = try Repository.fixtureBytes(fixture)
        let copy = try directory.write(bytes, to: "i")
        let output = directory.path("o")
        let arguments = [copy, "-o", output, "--force", "--fp16"] + options
        #expect(try CommandRun("clip-convert", arguments).exitCode == 0)
        let expected = try TemporaryDirectory.contents(of: output)
        var codes: Set<Int32> = []
        var number = 1
        while true {
            try directory.write(bytes, to: "i")
            try? FileManager.default.removeItem(atPath: output)
            let (run, happened) = try FaultLibrary.run(
                "clip-convert", arguments, fault: "pread:\(number):change")
            guard happened else { break }
            codes.insert(run.exitCode)
            let isThere = try directory.contents == ["i", "o"]
            #expect(isThere == (run.exitCode == 0), "\(number): \(run.exitCode) \(run.errors)")
            if isThere { #expect(try TemporaryDirectory.contents(of: output) == expected, "\(number)") }
            number += options.isEmpty ? 23 : 7
        }
        #expect(codes.isSubset(of: [0, 65, 74]), "\(codes)")
        #expect(codes.contains(74), "\(codes)")
    }

    /// A second process that really runs at the same time, at moments of its own.
    @Test func fileThatIsCutOffMeanwhileIsAnError() throws {
        let bytes = try Repository.fixtureBytes("vit-torchscript-openai.pt")
        let output = directory.path("o")
        var refused = 0
        for round in 0..<24 {
            let copy = try directory.write(bytes, to: "i")
            let cutting = Process()
            cutting.executableURL = URL(filePath: "/bin/sh")
            cutting.arguments = [
                "-c", "sleep 0.0\(round % 8); truncate -s \(round * 1000) \"$0\"", copy,
            ]
            try cutting.run()
            let run = try CommandRun("clip-convert", [copy, "-o", output, "--force", "--no-validate"])
            cutting.waitUntilExit()
            #expect([0, 65, 74].contains(run.exitCode), "\(run.exitCode) \(run.errors)")
            if run.exitCode != 0 { refused += 1 }
            #expect(try directory.contents.allSatisfy { $0 == "i" || $0 == "o" })
        }
        #expect(refused > 0)
        if try directory.contents.contains("o") {
            #expect(try CommandRun("clip-verify", [output]).exitCode == 0)
        }
    }
}
