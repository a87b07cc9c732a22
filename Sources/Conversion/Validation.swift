import ByteIO
package import CLIPRuntime
import Checkpoints
import Families
import ModelKit
import Quantization
package import StrictJSON
import WeightFile

/// How a finished file compares with the weights that it was made from.
package struct Validation: Sendable {
    /// The cosines of its embeddings to the golden ones.
    package let comparison: GoldenComparison
    /// The lowest cosine that was accepted.
    package let bar: Double

    /// Whether every cosine reaches the bar.
    package var passed: Bool { comparison.reaches(bar) }

    /// The value of `validation` in the document of `clip-convert --json`.
    package var json: JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        return [
            "image_cosine_min": number(comparison.image?.smallest),
            "text_cosine_min": number(comparison.text?.smallest),
            "image_cosine_mean": number(comparison.image?.mean),
            "text_cosine_mean": number(comparison.text?.mean),
            "passed": .bool(passed), "bar": .number(bar),
        ]
    }

    /// The golden embeddings of a plan's source: what the reference engine makes of its weights in float32.
    static func golden(_ plan: ConversionPlan) throws(FileError) -> GoldenEmbeddings {
        var options = RuntimeOptions()
        options.engine = .reference
        options.threads = plan.options.threads
        var golden = GoldenEmbeddings(image: [], text: [])
        do {
            // One tower after the other, so that both need not fit into memory.
            for tower in plan.architecture.towers {
                guard let architecture = plan.architecture.keeping(tower) else { continue }
                let model = try EmbeddingModel(
                    CheckpointWeights(plan.source), architecture: architecture, storedPrecision: "fp32",
                    options: options)
                let probes = try model.probe(plan.source.model.preprocessing)
                golden.image += probes.image
                golden.text += probes.text
            }
        } catch {
            throw error.inFile(plan.source.checkpoint.path)
        }
        return golden
    }

    /// Measures a finished file.
    ///
    /// - Throws: `mismatch` where it falls below the bar, with the cosines.
    init(
        of file: ClipwFile, against golden: GoldenEmbeddings, _ plan: ConversionPlan
    ) throws(FileError) {
        var options = RuntimeOptions()
        options.threads = plan.options.threads
        comparison = try GoldenComparison(measuring: file, against: golden, options: options)
        bar = plan.options.lowestCosine ?? GoldenBar.lowestCosine(stored: plan.precision.rawValue)
        guard !passed else { return }
        let cosines = [("images", comparison.image), ("texts", comparison.text)].compactMap { name, tower in
            tower.map { "\($0.smallest) on \(name)" }
        }
        throw FileError(
            .mismatch, path: file.file.path,
            found: "the lowest cosine to the golden embeddings is \(cosines.joined(separator: " and "))",
            allowed:
                "at least \(bar); nothing was kept: use a wider precision, or accept less with --min-cosine")
    }
}
