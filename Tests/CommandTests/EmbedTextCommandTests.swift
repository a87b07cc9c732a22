import ByteIO
import Foundation
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing

/// Texts through `clip-embed`, with a model that has CLIP's own vocabulary: the small fixture, its 96 token embeddings
/// repeated up to 49,408.
@Suite struct EmbedTextCommandTests {
    private let directory: TemporaryDirectory
    private let model: String

    init() throws {
        directory = try TemporaryDirectory()
        model = directory.path("words.clipw")
        let source = try Self.widened(Repository.fixture("vit.safetensors"), in: directory)
        let run = try CommandRun("clip-convert", [source, "-o", model, "--fp16"])
        #expect(run.exitCode == 0, "\(run.errors)")
    }

    private static func widened(_ path: String, in directory: TemporaryDirectory) throws -> String {
        let file = try SafeTensorsFile(InputFile(path: FilePath(path)))
        var tensors: [(String, String, [Int], [UInt8])] = []
        for entry in file.header.entries {
            let tensor = entry.descriptor
            var dimensions = tensor.shape.dimensions
            var bytes = try file.file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
            if tensor.name == "token_embedding.weight" {
                let rowLength = bytes.count / dimensions[0]
                dimensions[0] = 49408
                bytes = (0..<49408 * rowLength).map { bytes[$0 % bytes.count] }
            }
            tensors.append((tensor.name, tensor.elementType.rawValue, dimensions, bytes))
        }
        var (header, data): ([String], [UInt8]) = ([], [])
        for (name, type, dimensions, bytes) in tensors {
            header.append(
                "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(dimensions),"
                    + "\"data_offsets\":[\(data.count),\(data.count + bytes.count)]}")
            data += bytes
        }
        let text = Array("{\(header.joined(separator: ","))}".utf8)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        return try directory.write(length + text + data, to: "words.safetensors")
    }

    private func lines(_ arguments: [String], input: [UInt8] = []) throws -> (CommandRun, [JSONValue]) {
        let run = try CommandRun("clip-embed", [model] + arguments, input: input)
        return (run, try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) })
    }

    @Test func textsAreCleanedTokenisedAndEmbedded() throws {
        let texts = ["a cat", "  A&amp;amp; CAT ", "A &  cat", "schÃ¶n", "SCHÖN", ""]
        let (run, lines) = try lines(texts.flatMap { ["--text", $0] })
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(lines.map { $0["input"]?.string } == texts)
        #expect(lines.allSatisfy { $0["kind"] == "text" })
        let embeddings = lines.map { $0["embedding"]?.array?.compactMap(\.number) ?? [] }
        #expect(embeddings.allSatisfy { $0.count == 48 })
        #expect(embeddings[1] == embeddings[2])
        #expect(largestDifference(embeddings[0], embeddings[1]) > 1e-3)
        #expect(embeddings[3] == embeddings[4])
        #expect(largestDifference(embeddings[5], embeddings[0]) > 1e-3)
    }

    @Test func textOfTooManyTokensIsToldOrCut() throws {
        let long = "one two three four five six seven"
        let (refused, lines) = try lines(["--text", "a cat", "--text", long, "--text", "a dog"])
        #expect(refused.exitCode == 65)
        #expect(lines.map { $0["error"] == nil } == [true, false, true])
        #expect(lines[1]["error"]?.string?.contains("9 tokens (at most 8)") == true)
        let (cut, cutLines) = try self.lines(["--text", long, "--truncate"])
        #expect(cut.exitCode == 0 && cutLines[0]["embedding"] != nil)
    }

    @Test func linesOfStandardInputAreTexts() throws {
        let (run, lines) = try lines(
            ["--texts-from", "-"], input: Array("a cat\n".utf8) + [0xC0, 0x80, 0x0A] + Array("a dog".utf8))
        #expect(run.exitCode == 65)
        #expect(lines.map { $0["error"] == nil } == [true, false, true])
        #expect(lines[2]["input"] == "a dog")
    }

    @Test func fileCarriesTheMergesAndIsSound() throws {
        let run = try CommandRun("clip-inspect", [model, "--tensors", "--json"])
        #expect(run.output.contains("clipw.tokenizer.merges"))
        #expect(try CommandRun("clip-verify", [model]).exitCode == 0)
        let report = try JSONValue(parsing: CommandRun("clip-verify", [model, "--json"]).output.utf8)
        #expect(report.array?.first?["text_cosine_min"]?.number ?? 0 > 0.999)
    }
}
