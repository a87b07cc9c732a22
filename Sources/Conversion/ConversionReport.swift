package import ByteIO
import Checkpoints
import Families
import KnownModels
package import ModelKit
import Quantization
package import StrictJSON

/// What a conversion did.
package struct ConversionReport: Sendable {
    /// What was planned and done.
    package let plan: ConversionPlan
    /// Where the result is.
    package let outputPath: FilePath
    /// Bytes of the result.
    package let outputByteCount: Int
    /// What the input turned out to be.
    package let source: SourceIdentity
    /// The activation, and how it is known.
    package let activation: ActivationChoice
    /// How the result compares with its source; nil where it was not measured.
    package let validation: Validation?
    /// How long it took.
    package let seconds: Double

    /// What should be said to the user although it went well.
    package var warnings: [String] {
        plan.source.checkpoint.warnings + [activation.warning].compactMap(\.self)
    }

    /// The document of `clip-convert --json`.
    package var json: JSONValue {
        [
            "output": .path(outputPath), "bytes": .integer(outputByteCount),
            "precision": .string(plan.precision.rawValue), "tensors": .integer(plan.weights.count),
            "seconds": .number(seconds), "source": plan.sourceJSON(source),
            "architecture": plan.architecture.json,
            "validation": validation?.json ?? .null, "warnings": .array(warnings.map(JSONValue.string)),
        ]
    }
}

extension ConversionPlan {
    /// The input as reports describe it.
    package func sourceJSON(_ identity: SourceIdentity) -> JSONValue {
        [
            "path": .path(source.checkpoint.path), "bytes": .integer(source.checkpoint.byteCount),
            "sha256": .string(identity.digest.description),
            "known_as": identity.known.map { .string($0.name) } ?? .null,
            "origin": identity.known == nil ? "unknown" : "proven",
            "format": .string(source.checkpoint.format.rawValue), "dialect": .string(source.model.layout),
        ]
    }
}
