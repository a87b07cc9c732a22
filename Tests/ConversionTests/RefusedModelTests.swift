import ByteIO
import Conversion
import Families
import Foundation
import ModelKit
import Quantization
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing
import WeightFile

/// Models that are well-formed files and yet cannot be converted, or not without a word.
@Suite struct RefusedModelTests {
    private let directory = TemporaryDirectory.made()

    /// The fixture with its header or data changed.
    @discardableResult
    private func changed(_ change: (inout String, inout [UInt8]) -> Void) throws -> String {
        let bytes = try Repository.fixtureBytes("vit.safetensors")
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        var header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
        var data = Array(bytes[(8 + length)...])
        change(&header, &data)
        return try directory.write(
            little(header.utf8.count, 8) + Array(header.utf8) + data, to: "model.safetensors")
    }

    private func convert(
        _ path: String, _ precision: Precision = .fp16, pieceElementCount: Int = 1 << 17,
        validates: Bool = false
    ) throws -> ConversionReport {
        var options = ConversionOptions()
        options.pieceElementCount = pieceElementCount
        options.precision = precision
        options.mayReplace = true
        options.validates = validates
        return try Conversion.run(
            ConversionPlan(inputPath: FilePath(path), options: options),
            outputPath: directory.path("out.clipw"))
    }

    /// Byte of the first element of a tensor, in the data.
    private func offset(of name: String) throws -> Int {
        let file = try SafeTensorsFile(InputFile(path: Repository.fixture("vit.safetensors")))
        let entry = try #require(file.header.entries.first { $0.descriptor.name == name })
        return entry.byteRange.lowerBound - file.header.dataOffset
    }

    @Test func misshapenWeightIsNamedWithBothShapes() throws {
        let path = try changed { header, _ in
            let range = header.range(of: "\"visual.ln_post.bias\":{\"dtype\":\"F32\",\"shape\":[64]")
            if let range {
                header.replaceSubrange(
                    range, with: "\"visual.ln_post.bias\":{\"dtype\":\"F32\",\"shape\":[8,8]")
            }
        }
        let error = #expect(throws: FileError.self) { try convert(path) }
        #expect(error?.description.contains("visual.ln_post.bias") == true, "\(String(describing: error))")
        #expect(error?.description.contains("[8, 8]") == true)
        #expect(error?.description.contains("[64]") == true)
    }

    @Test func missingWeightIsNamed() throws {
        let path = try changed { header, _ in
            header = header.replacingOccurrences(of: "visual.ln_post.bias", with: "visual.ln_post.bIAS")
        }
        let error = #expect(throws: FileError.self) { try convert(path) }
        #expect(error?.description.contains("visual.ln_post.b") == true)
        #expect(try directory.contents == ["model.safetensors"])
    }

    /// In every precision, since no model computes with it; in a piece that is not the first, too.
    @Test(arguments: Precision.allCases) func weightThatIsNotFiniteIsNamedWithItsElement(
        _ precision: Precision
    ) throws {
        let start = try offset(of: "visual.conv1.weight")
        // Float16; row 40 of 64, each of 192 elements.
        let first = 40 * 192
        let path = try changed { _, data in
            data.replaceSubrange(start + 2 * first..<start + 2 * first + 2, with: [0, 0xFC])
            data.replaceSubrange(start + 2 * first + 8..<start + 2 * first + 10, with: [1, 0x7C])
        }
        let error = #expect(throws: FileError.self) { try convert(path, precision, pieceElementCount: 2000) }
        #expect(error?.code == .malformed && error?.path == FilePath(path))
        #expect(error?.location == "tensor 'visual.conv1.weight'")
        #expect(error?.found == "element 7680 is -inf, 2 of 12288 are not finite")
        #expect(try directory.contents == ["model.safetensors"])
    }

    @Test func otherWeightsThatAreNotFiniteAreCounted() throws {
        let starts = try [offset(of: "visual.ln_post.bias"), offset(of: "visual.positional_embedding")]
        let path = try changed { _, data in
            for start in starts { data.replaceSubrange(start..<start + 4, with: [0, 0, 0xC0, 0x7F]) }
        }
        let error = #expect(throws: FileError.self) { try convert(path, .fp32) }
        #expect(error?.location == "tensor 'visual.positional_embedding'")
        #expect(
            error?.found == "element 0 is nan, 1 of 320 are not finite, and so it is with 1 other tensors",
            "\(String(describing: error))")
    }

    @Test func overflowToInfinityIsRefused() throws {
        let start = try offset(of: "token_embedding.weight")
        // 65519.996 rounds to the largest float16, 65520 to infinity.
        let path = try changed { _, data in
            data.replaceSubrange(start..<start + 8, with: [0xFF, 0xEF, 0x7F, 0x47, 0x00, 0xF0, 0x7F, 0x47])
        }
        let error = #expect(throws: FileError.self) { try convert(path, .fp16) }
        #expect(error?.code == .unsupported)
        #expect(error?.location == "tensor 'token_embedding.weight'")
        #expect(error?.found.hasPrefix("element 1 is too large for F16, and so are 1 of ") == true)
        #expect(try directory.contents == ["model.safetensors"])
        #expect(try convert(path, .bf16).warnings.count == 1, "only that the activation is assumed")
    }

    @Test(arguments: [
        (Float.nan, "element 0 is nan, 1 of 1 are not finite"), (1e9, "it is 1e+09"), (20.1, "it is 20.1"),
        (-20.1, "it is -20.1"), (100, "it is 100.0"),
    ])
    func absurdLogitScaleIsRefused(_ logarithm: Float, _ found: String) throws {
        let start = try offset(of: "logit_scale")
        let path = try changed { _, data in
            data.replaceSubrange(start..<start + 4, with: little(Int(logarithm.bitPattern), 4))
        }
        let error = #expect(throws: FileError.self) { try convert(path) }
        #expect(error?.code == .malformed && error?.location == "tensor 'logit_scale'")
        #expect(error?.found == found)
        #expect(try directory.contents == ["model.safetensors"])
        // One tower has no logit scale, and is sound.
        if logarithm.isFinite {
            var options = ConversionOptions()
            options.towers = .imageOnly
            options.validates = false
            let plan = try ConversionPlan(inputPath: FilePath(path), options: options)
            _ = try Conversion.run(plan, outputPath: FilePath(directory.path("image.clipw") as String))
        }
    }

    /// A weight may be finite and too large to compute with.
    @Test func variantOfHugeWeightsIsNotKept() throws {
        let start = try offset(of: "visual.positional_embedding")
        let path = try changed { _, data in
            data.replaceSubrange(start..<start + 4, with: [0xFF, 0xFF, 0x7F, 0x7F])
        }
        #expect(throws: FileError.self) { try convert(path, .fp32, validates: true) }
        #expect(try directory.contents == ["model.safetensors"])
    }

    @Test func variantBelowTheBarIsNotKept() throws {
        var options = ConversionOptions()
        options.precision = .int8
        options.lowestCosine = 0.99999
        let plan = try ConversionPlan(inputPath: Repository.fixture("vit.safetensors"), options: options)
        let error = #expect(throws: FileError.self) {
            try Conversion.run(plan, outputPath: directory.path("out.clipw"))
        }
        #expect(error?.code == .mismatch)
        #expect(error?.description.contains("at least 0.99999; nothing was kept") == true)
        #expect(try directory.contents.isEmpty)
    }

    @Test func convertedFileIsNotConvertedAgain() throws {
        _ = try convert(Repository.fixture("vit.safetensors"))
        let error = #expect(throws: FileError.self) { try convert(directory.path("out.clipw")) }
        #expect(error?.found == "it is a .clipw file already")
    }

    @Test(arguments: [Activation.gelu, .geluTanh, .quickGELU]) func userSaysTheActivation(
        _ activation: Activation
    ) throws {
        var options = ConversionOptions()
        options.activation = activation
        let plan = try ConversionPlan(inputPath: Repository.fixture("vit.safetensors"), options: options)
        let report = try Conversion.run(plan, outputPath: directory.path("out.clipw"))
        #expect(report.activation.origin == .override)
        #expect(report.warnings.isEmpty)
        let file = try ClipwFile(path: directory.path("out.clipw"))
        #expect(file.metadata.model["image"]?["activation"]?.string == activation.rawValue)
    }

    @Test func configurationThatContradictsTheWeightsIsRefused() throws {
        for name in ["model.safetensors", "config.json", "preprocessor_config.json"] {
            try directory.write(Repository.fixtureBytes("vit-huggingface/\(name)"), to: name)
        }
        let config = String(
            decoding: try Repository.fixtureBytes("vit-huggingface/config.json"), as: UTF8.self)
        let other = config.replacingOccurrences(of: "\"patch_size\": 8", with: "\"patch_size\": 4")
        #expect(other != config)
        try directory.write(Array(other.utf8), to: "config.json")
        let error = #expect(throws: FileError.self) { try convert(directory.path) }
        #expect(error?.code == .malformed)
        #expect(error?.description.contains("4") == true, "\(String(describing: error))")
    }
}
