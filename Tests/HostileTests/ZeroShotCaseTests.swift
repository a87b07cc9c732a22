import HostileCases
import TestSupport
import Testing

/// K: labels, templates, classifiers and archives, through `clip-classify` and `clip-evaluate`.
@Suite struct ZeroShotCaseTests {
    private static let image = Repository.example("pictures/red-cross.jpg")

    @Test(arguments: HostileCases.zeroShot) func caseIsDecided(_ zeroShot: ZeroShotCase) throws {
        let directory = try TemporaryDirectory()
        // A tree is known by its name.
        try directory.write(zeroShot.bytes, to: "file.json")
        try directory.write(zeroShot.bytes, to: "file")
        let before = try Snapshot(of: directory.path)
        let (command, options): (String, [String]) =
            switch zeroShot.kind {
            case .labels: ("clip-classify", [Self.image, "--labels-from", "file"])
            case .tree: ("clip-classify", [Self.image, "--labels-from", "file.json"])
            case .templates: ("clip-classify", [Self.image, "--labels", "cat,dog", "--templates", "file"])
            case .classifier: ("clip-classify", [Self.image, "--classifier", "file"])
            case .archive: ("clip-evaluate", ["--images", "file", "--labels", "cat,dog"])
            }
        let run = try CommandRun(
            command, [Repository.example("shapes.pt"), "--activation", "quick_gelu", "--json"] + options,
            limits: HostileCase.limits, directory: directory.path)
        #expect(run.exitCode == zeroShot.exitCode, "\(zeroShot): \(run.errors)")
        let lines = run.errors.split(separator: "\n").filter { !$0.contains(": warning: ") }
        #expect(lines.count == (zeroShot.error == nil ? 0 : 1), "\(zeroShot): \(run.errors)")
        if let error = zeroShot.error { #expect(run.errors.contains(error), "\(zeroShot): \(run.errors)") }
        let hidden = (run.output + run.errors).unicodeScalars.contains { scalar in
            [.control, .format].contains(scalar.properties.generalCategory) && scalar != "\n"
        }
        #expect(!hidden, "\(zeroShot)")
        #expect(try Snapshot(of: directory.path) == before, "\(zeroShot)")
    }
}
