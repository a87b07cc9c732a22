import StrictJSON
import TestSupport
import Testing

/// `clip-classify` as its users run it, on the project's own model.
@Suite struct ClassifyCommandTests {
    private let directory = TemporaryDirectory.made()
    private let model = Repository.example("shapes.pt")
    private let cross = Repository.example("pictures/red-cross.jpg")
    private let star = Repository.example("pictures/yellow-star.jpg")
    private static let labels = "red circle,red cross,yellow star,blue square"

    private func classify(_ arguments: [String]) throws -> CommandRun {
        try CommandRun("clip-classify", arguments + ["--activation", "quick_gelu"])
    }

    private func predictions(_ run: CommandRun) throws -> [JSONValue] {
        try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
    }

    @Test func picturesGetTheirLabels() throws {
        let run = try classify([model, cross, star, "--labels", Self.labels, "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = try predictions(run)
        #expect(lines.map { $0["image"]?.string } == [cross, star])
        #expect(lines.map { $0["predictions"]?.array?.first?["label"] } == ["red cross", "yellow star"])
        let first = try #require(lines[0]["predictions"]?.array)
        #expect(first.count == 4)
        #expect(first[0].object?.members.map(\.key) == ["label", "probability", "logit", "cosine"])
        #expect(abs(first.reduce(0) { $0 + ($1["probability"]?.number ?? 0) } - 1) < 1e-5)
    }

    @Test func tableNamesThePictureAndItsLikeliestLabels() throws {
        let run = try classify([model, cross, "--labels", Self.labels, "--top", "2"])
        let lines = run.output.split(separator: "\n")
        #expect(run.exitCode == 0 && lines.count == 3 && lines[0] == cross)
        #expect(lines[1].hasSuffix(" %  red cross"))
    }

    @Test func treeTellsTheGroup() throws {
        let tree = try directory.write(
            Array(#"{"cross": ["red cross", "blue cross"], "star": ["red star", "yellow star"]}"#.utf8),
            to: "tree.json")
        let run = try classify([model, cross, star, "--labels-from", tree, "--json", "--top", "1"])
        let best = try predictions(run).map { $0["predictions"]?.array?.first }
        #expect(best.map { $0?["group"] } == ["cross", "star"])
        #expect(best.map { $0?["label"] } == ["red cross", "yellow star"])
    }

    @Test func savedClassifierGivesTheSame() throws {
        let file = directory.path("labels.safetensors")
        let saved = try classify([model, "--labels", Self.labels, "--templates", "openai-7", "-o", file])
        #expect(saved.exitCode == 0 && saved.output.isEmpty, "\(saved.errors)")
        let expected = try classify([
            model, cross, "--labels", Self.labels, "--templates", "openai-7", "--json",
        ])
        let image = directory.path("image.clipw")
        #expect(try CommandRun("clip-convert", [model, "-o", image, "--fp32", "--image-only"]).exitCode == 0)
        for file in [[model, cross, "--classifier", file], [image, cross, "--classifier", file]] {
            let run = try classify(file + ["--json"])
            #expect(run.exitCode == 0, "\(run.errors)")
            let (lines, wanted) = try (predictions(run), predictions(expected))
            for (left, right) in zip(
                lines[0]["predictions"]?.array ?? [], wanted[0]["predictions"]?.array ?? [])
            {
                #expect(left["label"] == right["label"])
                #expect(abs((left["cosine"]?.number ?? 0) - (right["cosine"]?.number ?? 9)) < 1e-5)
            }
        }
        #expect(try classify([model, "--labels", "cat", "-o", file]).exitCode == 73)
        let other = Repository.fixture("vit-torchscript-openai.pt")
        #expect(try classify([other, cross, "--classifier", file]).exitCode == 1)
    }

    @Test func badPictureIsToldAndTheOthersClassified() throws {
        let broken = try directory.write([0xFF, 0xD8, 0xFF], to: "broken.jpg")
        let run = try classify([
            model, cross, broken, "/nowhere.png", star, "--labels", Self.labels, "--json",
        ])
        #expect(run.exitCode == 65)
        #expect(try predictions(run).map { $0["error"] == nil } == [true, false, false, true])
        let table = try classify([model, broken, "--labels", Self.labels])
        #expect(table.exitCode == 65 && table.output.isEmpty && table.errors.contains("broken.jpg"))
    }

    /// What each mistake with labels and templates ends in.
    @Test(arguments: [
        (["--labels", ""], 65, "it is empty"), (["--labels", "cat,dog,cat"], 65, "'cat' is label 1 too"),
        (["--labels", "cat", "--template", "a photo"], 65, "it has no {}"),
        (["--labels", "cat", "--templates", "nowhere.txt"], 66, "nowhere.txt"),
        (["--labels-from", "nowhere.txt"], 66, "nowhere.txt"), ([], 64, "--labels"),
        (["--labels", "cat", "--labels-from", "imagenet"], 64, "exclude"),
        (["--labels", "cat", "--top", "0"], 64, "--top"),
        (["--labels", "cat", "--temperature", "0"], 64, "--temperature"),
        (["--classifier", "x", "--template", "a {}"], 64, "templates already"),
        (["--labels", String(repeating: "cat ", count: 90)], 65, "97 tokens"),
    ])
    func mistakeIsOneClearLine(_ arguments: [String], _ exitCode: Int32, _ reason: String) throws {
        let run = try classify([model, cross] + arguments)
        #expect(run.exitCode == exitCode, "\(run.errors)")
        #expect(run.output.isEmpty && run.errors.contains(reason), "\(run.errors)")
        #expect(exitCode == 64 || run.errors.split(separator: "\n").count == 1)
    }
}
