import ByteIO
import Checkpoints
import Foundation
import HTTPTransfer
import ImagePreprocessing
import ModelKit
import ModelStore
import SafeTensors
import SentencePiece
import Signatures
import StrictJSON
import Tensors
import TestSupport
import Testing
import Tokenizer
import ZeroShot

/// docs/limits.md has every limit with the value that the code uses, and no other.
@Suite struct LimitTableTests {
    /// The limits of a target, which stand in one file.
    struct Target: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let limits: [(name: String, value: Int)]
        var testDescription: String { name }
        var path: String { "Sources/\(name)/\(file).swift" }

        init(_ name: String, _ file: String, _ limits: [(name: String, value: Int)]) {
            (self.name, self.file, self.limits) = (name, file, limits)
        }
    }

    /// A target whose limits are documented is added here.
    private static let targets = [
        Target("ByteIO", "Limits", ByteIO.Limits.documented),
        Target("StrictJSON", "Limits", StrictJSON.Limits.documented),
        Target("Tensors", "Limits", Tensors.Limits.documented),
        Target("SafeTensors", "Limits", SafeTensors.Limits.documented),
        Target("Checkpoints", "Limits", Checkpoints.Limits.documented),
        Target("ModelKit", "ModelLimits", ModelLimits.documented),
        Target("ImagePreprocessing", "ImageLimits", ImageLimits.documented),
        Target("SentencePiece", "Limits", SentencePiece.Limits.documented),
        Target("Signatures", "Limits", Signatures.Limits.documented),
        Target("Tokenizer", "TokenizerLimits", TokenizerLimits.documented),
        Target("ZeroShot", "ListLimits", ListLimits.documented),
        Target("ModelStore", "StoreLimits", StoreLimits.documented),
        Target("HTTPTransfer", "TransferLimits", TransferLimits.documented),
    ]

    @Test func tableIsThatOfTheCode() throws {
        let path = Repository.root.appending(path: "docs/limits.md")
        let rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 4 && Int(cells[2]) != nil ? cells[0...2].joined(separator: " ") : nil
        }
        let limits = Self.targets.flatMap { target in
            target.limits.map { "\(target.name) \($0.name) \($0.value)" }
        }
        #expect(rows == limits)
    }

    /// Every constant of the enumerations that hold limits is in their lists.
    @Test(arguments: targets) func everyConstantIsListed(_ target: Target) throws {
        let source = try String(contentsOf: Repository.root.appending(path: target.path), encoding: .utf8)
        let names = source.matches(of: /static let (\w+)/).map { String($0.1) }.filter { $0 != "documented" }
        #expect(names.count >= 2)
        // A range of numbers that are no integers, which the table has no row for.
        for name in names where name != "normEpsilon" {
            let isListed = target.limits.contains { $0.name == name || $0.name == "\(name).base" }
            #expect(isListed, "\(name)")
        }
    }

    /// How much is done at once or shown, when a text is cut in two or a sum taken in another way, and how many
    /// files the sandbox allows by themselves, bounds no input; the 1 GiB that a file of an image may have is
    /// CLIPRuntime's, and stands in docs/hostile-input.md.
    private static let others: Set = [
        "Sources/ByteIO/FileError.swift: limit",
        "Sources/CLIPRuntime/CLIP+OpenImages.swift: imageByteLimit",
        "Sources/ModelKit/NamePattern.swift: maximumDigits",
        "Sources/ImagePreprocessing/NearestSampling.swift: mostSteps",
        "Sources/Tokenizer/Cleaning/FixText.swift: segmentLimit",
        "Sources/ToolSupport/FileAccess+Listed.swift: mostNameBytes",
        "Sources/ToolSupport/FileAccess+Listed.swift: mostRules",
        "Sources/ToolSupport/FileAccess+Listed.swift: pathLimit",
        "Sources/clip-embed/EmbeddingInputs.swift: byteLimit",
    ]

    /// A limit that stands elsewhere would be in no table.
    @Test func noLimitStandsElsewhere() throws {
        let sources = Repository.root.appending(path: "Sources").path
        let files = try #require(FileManager.default.enumerator(atPath: sources))
            .compactMap { ($0 as? String).map { "Sources/\($0)" } }.filter { $0.hasSuffix(".swift") }
        let listed = Set(Self.targets.map(\.path))
        var found: Set<String> = []
        for file in files where !listed.contains(file) {
            let source = try String(contentsOf: Repository.root.appending(path: file), encoding: .utf8)
            for match in source.matches(of: /(?:static )?let (\w*[lL]imit|maximum\w+|most\w+)(?:: \w+)? = \d/)
            {
                found.insert("\(file): \(match.1)")
            }
        }
        #expect(found == Self.others)
    }
}
