import Foundation
import StrictJSON
import TestSupport
import Testing

/// `clip-evaluate` as its users run it, on the project's own model.
@Suite struct EvaluateCommandTests {
    private let directory = TemporaryDirectory.made()
    private let model = Repository.example("shapes.pt")
    private let pictures = Repository.example("held-out")

    private func evaluate(_ arguments: [String]) throws -> CommandRun {
        try CommandRun("clip-evaluate", [model, "--activation", "quick_gelu"] + arguments)
    }

    /// The accuracy that the project claims for its model.
    @Test func heldOutPicturesAreRecognised() throws {
        let svg = directory.path("confusion.svg")
        let run = try evaluate(["--images", pictures, "--json", "--confusion", svg])
        #expect(run.exitCode == 0, "\(run.errors)")
        let report = try JSONValue(parsing: run.output.utf8)
        #expect(report["images"] == 240 && report["classes"] == 48)
        #expect(report["top1"]?.number ?? 0 >= 0.95 && report["top5"]?.number ?? 0 >= 0.99)
        #expect(report["per_class"]?.array?.count == 48)
        #expect(report["unreadable"]?.array?.isEmpty == true)
        #expect(try String(decoding: TemporaryDirectory.contents(of: svg), as: UTF8.self).hasPrefix("<svg"))
    }

    @Test func tableEndsWithTheWhole() throws {
        let run = try evaluate(["--images", pictures, "--templates", "none"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 51 && lines[49].hasPrefix("all ") && lines[50].contains("pictures/s"))
    }

    @Test func barIsKept() throws {
        let root = directory.path("pictures")
        for name in ["red circle", "blue square"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(name)", withIntermediateDirectories: true)
        }
        let red = try TemporaryDirectory.contents(of: "\(pictures)/red circle/000.jpg")
        try directory.write(red, to: "pictures/red circle/a.jpg")
        try directory.write(red, to: "pictures/blue square/b.jpg")
        #expect(try evaluate(["--images", root, "--min-top1", "50"]).exitCode == 0)
        #expect(try evaluate(["--images", root, "--min-top1", "51"]).exitCode == 1)
    }

    @Test(arguments: [
        (["--images", "/nowhere"], 66, "/nowhere"), (["--images", "/etc/hostname"], 65, "neither a folder"),
        (["--images", Repository.example("pictures")], 65, "there is no picture"),
        (["--images", Repository.example("held-out"), "--labels", "cat"], 65, "neither the id nor the name"),
        ([], 64, "--images"),
    ])
    func mistakeIsOneClearLine(_ arguments: [String], _ exitCode: Int32, _ reason: String) throws {
        let run = try evaluate(arguments)
        #expect(run.exitCode == exitCode, "\(run.errors)")
        #expect(run.output.isEmpty && run.errors.contains(reason), "\(run.errors)")
    }
}
