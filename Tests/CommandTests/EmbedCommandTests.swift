import Foundation
import StrictJSON
import TestSupport
import Testing

/// `clip-embed` as its users run it.
@Suite struct EmbedCommandTests {
    private let directory: TemporaryDirectory
    private let model: String
    private let picture = Repository.fixture("images/jpeg-444.jpg")

    init() throws {
        directory = try TemporaryDirectory()
        model = directory.path("tiny.clipw")
        let source = Repository.fixture("vit-torchscript-openai.pt")
        #expect(
            try CommandRun("clip-convert", [source, "-o", model, "--fp32", "--no-validate"]).exitCode == 0)
    }

    private func lines(_ run: CommandRun) throws -> [JSONValue] {
        try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
    }

    @Test func imagesComeInTheirOrder() throws {
        let other = Repository.fixture("images/png-gray-4.png")
        let run = try CommandRun(
            "clip-embed", [model, "--image", picture, "--image", other, "--image", picture])
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = try lines(run)
        #expect(lines.map { $0["input"]?.string } == [picture, other, picture])
        #expect(lines.allSatisfy { $0["kind"] == "image" })
        let embeddings = lines.map { $0["embedding"]?.array?.compactMap(\.number) ?? [] }
        #expect(embeddings.map(\.count) == [48, 48, 48])
        #expect(embeddings[0] == embeddings[2])
        #expect(largestDifference(embeddings[0], embeddings[1]) > 1e-3)
        let length = embeddings[0].reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 1e-5)
    }

    @Test func enginesAndCheckpointsGiveTheSame() throws {
        func embedding(_ arguments: [String]) throws -> [Double] {
            let run = try CommandRun("clip-embed", arguments + ["--image", picture, "--no-normalize"])
            #expect(run.exitCode == 0, "\(run.errors)")
            return try lines(run)[0]["embedding"]?.array?.compactMap(\.number) ?? []
        }
        let expected = try embedding([model])
        for arguments in [
            [model, "--engine", "reference"], [model, "--threads", "1", "--batch", "1"],
            [Repository.fixture("vit-torchscript-openai.pt")], [Repository.fixture("vit-huggingface")],
        ] {
            let actual = try embedding(arguments)
            #expect(actual.count == 48 && zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    static let wholeModels = [
        (checkpoint: Repository.example("shapes.pt"), inputs: ["--text", "a red circle"]),
        (checkpoint: Repository.fixture("rn-torchscript-openai.pt"), inputs: []),
    ]

    /// A machine without AVX-512, or without AVX2, computes whole models right, whatever they are stored in.
    @Test(arguments: ["avx2", "portable"], wholeModels)
    func narrowerInstructionSetsGiveTheSame(
        _ instructionSet: String, _ model: (checkpoint: String, inputs: [String])
    ) throws {
        let environment = ["CLIPW_INSTRUCTION_SET": instructionSet]
        let converted = directory.path("narrow.clipw")
        for precision in ["fp16", "bf16", "int8"] {
            let convert = [model.checkpoint, "-o", converted, "--force", "--no-validate", "--\(precision)"]
            #expect(try CommandRun("clip-convert", convert, environment: environment).exitCode == 0)
            let narrow = try TemporaryDirectory.contents(of: converted)
            #expect(try CommandRun("clip-convert", convert).exitCode == 0)
            #expect(try TemporaryDirectory.contents(of: converted) == narrow, "the same file")
            // Without instructions for reduced precisions everything is computed in float32; AVX2 has some for integers.
            let arguments =
                [converted, "--image", picture, "--no-normalize"] + model.inputs
                + (instructionSet == "avx2" && precision == "int8" ? ["--compute", "fp32"] : [])
            let actual = try embeddings(CommandRun("clip-embed", arguments, environment: environment))
            let expected = try embeddings(CommandRun("clip-embed", arguments + ["--engine", "reference"]))
            let size = expected.map(abs).max() ?? 0
            #expect(size > 0 && actual.count == expected.count)
            #expect(zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-5 * size }, "\(precision)")
        }
    }

    /// The numbers of all embeddings of a run.
    private func embeddings(_ run: CommandRun) throws -> [Double] {
        #expect(run.exitCode == 0, "\(run.errors)")
        return try lines(run).flatMap { $0["embedding"]?.array?.compactMap(\.number) ?? [] }
    }

    @Test func badInputsAreToldAndTheOthersEmbedded() throws {
        let broken = try directory.write([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], to: "broken.jpg")
        let list = try directory.write(
            Array("\(picture)\n/nowhere.png\n\(broken)\n\u{1B}[2J\n\(picture)\n".utf8) + [0xFF, 0x0A],
            to: "list")
        let run = try CommandRun("clip-embed", [model, "--images-from", list])
        #expect(run.exitCode == 65)
        let lines = try lines(run)
        #expect(lines.map { $0["error"] == nil } == [true, false, false, false, true, false])
        #expect(lines[1]["error"]?.string?.contains("/nowhere.png") == true)
        #expect(lines[5]["input"] == ["bytes": "/w==", "text": "\\xff"])
        #expect(lines[5]["error"]?.string == "\\xff: open failed: no such file or directory")
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test func arrayOfNumPyHasARowForEachInput() throws {
        let output = directory.path("out.npy")
        let run = try CommandRun(
            "clip-embed", [model, "--image", picture, "--image", "/nowhere", "--format", "npy", "-o", output])
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("/nowhere"))
        let bytes = try TemporaryDirectory.contents(of: output)
        #expect(Array(bytes.prefix(8)) == [0x93] + Array("NUMPY".utf8) + [1, 0])
        let header = String(decoding: bytes[10..<10 + Int(bytes[8]) + Int(bytes[9]) * 256], as: UTF8.self)
        #expect(header.contains("'descr': '<f4', 'fortran_order': False, 'shape': (2, 48), "))
        #expect(header.hasSuffix("\n"))
        #expect((10 + header.utf8.count).isMultiple(of: 64))
        #expect(bytes.count == 10 + header.utf8.count + 2 * 48 * 4)
        let refused = try CommandRun(
            "clip-embed", [model, "--image", picture, "--format", "npy", "-o", output])
        #expect(refused.exitCode == 73)
    }

    @Test func textsNeedATokenizer() throws {
        let run = try CommandRun("clip-embed", [model, "--text", "a cat"])
        #expect(run.exitCode == 65)
        #expect(run.output.contains("has no table of them"))
    }

    @Test(
        arguments: [
            ([], 64), (["--text", "x", "--batch", "0"], 64), (["--text", "x", "--threads", "-1"], 64),
            (["--image", "x", "--format", "npy"], 64), (["--images-from", "-", "--texts-from", "-"], 64),
            (["--image", "x", "--engine", "cuda"], 64), (["--images-from", "/nowhere"], 66),
            (["--image", "x", "-o", "/nowhere/out"], 73),
        ] as [([String], Int32)]) func usageIsChecked(_ arguments: [String], _ code: Int32) throws
    {
        #expect(try CommandRun("clip-embed", [model] + arguments).exitCode == code)
    }

    @Test func damagedModelIsOneLine() throws {
        var bytes = try TemporaryDirectory.contents(of: model)
        bytes.removeLast(100_000)
        let path = try directory.write(bytes, to: "cut.clipw")
        let run = try CommandRun("clip-embed", [path, "--image", picture])
        #expect(run.exitCode == 65)
        #expect(run.errors.split(separator: "\n").count == 1 && run.output.isEmpty)
        #expect(try CommandRun("clip-embed", [directory.path("none"), "--image", picture]).exitCode == 66)
    }

    @Test func goldenEmbeddingsOfPyTorchAreCompared() throws {
        let source = Repository.fixture("vit-torchscript-openai.pt")
        let golden = Repository.fixture("goldens/vit-torchscript-openai.safetensors")
        let run = try CommandRun("clip-verify", [model, "--golden", golden, "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let report = try JSONValue(parsing: run.output.utf8).array?.first
        #expect(report?["status"] == "ok")
        #expect(report?["image_cosine_min"]?.number ?? 0 > 0.999999)
        #expect(report?["text_cosine_min"]?.number ?? 0 > 0.999999)
        // Another model's: it is not what it should be.
        #expect(
            try CommandRun("clip-convert", [source, "-o", model, "--activation", "gelu", "--force"]).exitCode
                == 0)
        let drift = try CommandRun("clip-verify", [model, "--golden", golden, "--min-cosine", "0.99999"])
        #expect(drift.exitCode == 1 && drift.output.contains("drift"))
        #expect(try CommandRun("clip-verify", [model]).exitCode == 0, "its own golden embeddings are its own")
        let other = Repository.fixture("goldens/openclip-heads.safetensors")
        #expect(try CommandRun("clip-verify", [model, "--golden", other]).exitCode == 65)
        #expect(try CommandRun("clip-verify", [model, "--golden", picture]).exitCode == 65)
        #expect(try CommandRun("clip-verify", [model, "--golden", "/nowhere"]).exitCode == 66)
    }
}
