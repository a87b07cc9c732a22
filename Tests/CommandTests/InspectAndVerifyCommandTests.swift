import StrictJSON
import TestSupport
import Testing

/// `clip-inspect` and `clip-verify` as their users run them.
@Suite struct InspectAndVerifyCommandTests {
    private static let archive = Repository.fixture("vit-torchscript-openai.pt")

    @Test(arguments: [
        ("vit-torchscript-openai.pt", "torchscript", "openai"), ("vit-state-dict.pt", "torch-zip", "openai"),
        ("vit-legacy.pt", "torch-legacy", "openai"), ("vit.safetensors", "safetensors", "openai"),
        ("vit-sharded", "safetensors", "openai"), ("vit-huggingface", "safetensors", "huggingface"),
        ("vit-huggingface-bin", "torch-zip", "huggingface"), ("vit-openclip", "safetensors", "openclip"),
        ("vit-openclip-custom-text.pt", "torch-zip", "openclip"),
        ("vit-training.pt", "torch-zip", "openclip"),
    ]) func formatAndDialectAreTold(_ name: String, _ format: String, _ dialect: String) throws {
        let run = try CommandRun("clip-inspect", [Repository.fixture(name), "--json"])
        let report = try JSONValue(parsing: run.output.utf8)
        #expect(report["format"]?.string == format)
        #expect(report["dialect"]?.string == dialect)
        #expect(report["architecture"]?["vision_width"] == 64)
        #expect(report["reason"]?.isNull == true)
    }

    @Test func modelThatIsNoCLIPIsListedAllTheSame() throws {
        let run = try CommandRun("clip-inspect", [Repository.fixture("small.pt"), "--tensors", "--json"])
        #expect(run.exitCode == 0)
        let report = try JSONValue(parsing: run.output.utf8)
        #expect(report["architecture"]?.isNull == true)
        #expect(report["reason"]?.string?.contains("not a CLIP model") == true)
        #expect(report["tensors"]?.array?.isEmpty == false)
    }

    @Test func statisticsAreThoseOfTheElements() throws {
        let directory = try TemporaryDirectory()
        var zip = TorchArchiveBuilder.small
        // 0, 1, -2, 3, infinity, NaN as float32.
        zip["archive/data/0"].payload = [
            0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x7F, 0, 0, 0xC0, 0x7F,
        ]
        let path = try directory.write(zip.build(), to: "file")
        let run = try CommandRun("clip-inspect", [path, "--tensors", "--statistics", "--json"])
        let tensors = try #require(try JSONValue(parsing: run.output.utf8)["tensors"]?.array)
        let statistics = try #require(tensors.first { $0["name"] == "weight" }?["statistics"])
        #expect(statistics["minimum"]?.number == -2)
        #expect(statistics["maximum"]?.number == 3)
        #expect(statistics["mean"]?.number == 0.5)
        #expect(statistics["non_finite"] == 2)
    }

    @Test func listingAligns() throws {
        let run = try CommandRun("clip-inspect", [Self.archive, "--tensors"])
        // The width up to the type, name and its padding, is the same in every row.
        let lines = run.output.split(separator: "\n").filter {
            $0.contains(" F16  ") || $0.contains(" F32  ")
        }
        let columns = Set(lines.map { $0.split(separator: " F")[0].count })
        #expect(columns.count == 1)
    }

    @Test func unknownCheckpointIsSoundButUnknown() throws {
        let run = try CommandRun("clip-verify", [Self.archive, "--json"])
        #expect(run.exitCode == 0)
        let report = try JSONValue(parsing: run.output.utf8).array?.first
        #expect(report?["kind"] == "checkpoint")
        #expect(report?["status"] == "unknown")
        #expect(report?["sha256"]?.string?.count == 64)
        #expect(report?["image_cosine_min"]?.isNull == true)
    }

    @Test func fileThatBearsAPublishersNameWithoutItsDigestIsAMismatch() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            Repository.fixtureBytes("vit-torchscript-openai.pt"), to: "ViT-B-32.pt")
        let run = try CommandRun("clip-verify", [path])
        #expect(run.exitCode == 1)
        #expect(run.output.contains("40d36571"))
    }

    @Test func damageToAWeightIsFoundAndNamed() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("o.clipw")
        #expect(try CommandRun("clip-convert", [Self.archive, "-o", path, "--fp16"]).exitCode == 0)
        var bytes = try read(path)
        let listing = try JSONValue(
            parsing: CommandRun("clip-inspect", [path, "--tensors", "--json"]).output.utf8)
        for tensor in listing["tensors"]?.array ?? [] {
            let (name, offset) = (
                try #require(tensor["name"]?.string), try #require(tensor["offset"]?.integer)
            )
            guard name == "visual.proj" || name == "ln_final.bias" || name == "clipw.digests" else {
                continue
            }
            bytes[offset] ^= 1
            try directory.write(bytes, to: "damaged.clipw")
            let run = try CommandRun("clip-verify", [directory.path("damaged.clipw")])
            #expect(run.exitCode == 1)
            #expect(run.output.contains(name == "clipw.digests" ? "header" : "'\(name)'"), "\(run.output)")
            bytes[offset] ^= 1
        }
    }

    @Test func severalFilesGiveTheWorstCode() throws {
        let directory = try TemporaryDirectory()
        let broken = try directory.write([1, 2, 3], to: "broken")
        let run = try CommandRun(
            "clip-verify",
            [
                Self.archive, broken, directory.path("missing"), Repository.fixture("vit.safetensors"),
                "--json",
            ])
        #expect(run.exitCode == 66)
        let statuses = try JSONValue(parsing: run.output.utf8).array?.compactMap { $0["status"]?.string }
        #expect(statuses == ["unknown", "corrupt", "unknown"])
        #expect(try CommandRun("clip-verify", [Self.archive, broken]).exitCode == 65)
    }

    @Test func outputToAFullDiskIsAnError() throws {
        // The shell opens /dev/full, which fails every write.
        #expect(try CommandRun("clip-inspect", [Self.archive], outputPath: "/dev/full").exitCode == 74)
    }

    private func read(_ path: String) throws -> [UInt8] {
        try TemporaryDirectory.contents(of: path)
    }
}
