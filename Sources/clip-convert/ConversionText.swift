import ByteIO
import CLIPRuntime
import Checkpoints
import Conversion
import Families
import KnownModels
import ModelKit
import Quantization
import StrictJSON
import ToolSupport

/// What `clip-convert` prints.
enum ConversionText {
    static func report(_ report: ConversionReport) -> String {
        var table = Table(.left, .left)
        addSource(report.plan, report.source, to: &table)
        table.add(
            "activation", "\(report.activation.activation.rawValue) (\(origin(report.activation.origin)))")
        table.add("output", report.outputPath.description)
        table.add(
            "",
            "\(report.plan.precision.rawValue), \(report.plan.weights.count) weights, \(Units.bytes(report.outputByteCount))"
        )
        addValidation(report.validation, to: &table)
        table.add("time", Units.duration(report.seconds))
        return table.text
    }

    private static func addValidation(_ validation: Validation?, to table: inout Table) {
        guard let validation else {
            table.add("validation", "none, as you say; clip-verify --golden can measure it later")
            return
        }
        let towers = [("images", validation.comparison.image), ("texts", validation.comparison.text)]
        var label = "validation"
        for case (let name, let tower?) in towers {
            table.add(
                label,
                "cosine of \(name) to the source's: \(tower)")
            label = ""
        }
    }

    static func plan(_ plan: ConversionPlan, _ identity: SourceIdentity) throws(FileError) -> String {
        var table = Table(.left, .left)
        addSource(plan, identity, to: &table)
        let quantized = plan.weights.filter { $0.storage == .symmetricInt8 }.count
        table.add(
            "would write",
            "\(plan.precision.rawValue), \(plan.weights.count) weights, \(Units.bytes(try plan.outputByteCount))"
        )
        if quantized > 0 { table.add("", "\(quantized) of them as int8, the others as float32") }
        if !plan.skippedNames.isEmpty {
            table.add(
                "left out",
                "\(plan.skippedNames.count) tensors that are no weights, such as \(plan.skippedNames[0])")
        }
        return table.text
    }

    static func planJSON(_ plan: ConversionPlan, _ identity: SourceIdentity) throws(FileError) -> JSONValue {
        [
            "output": .null, "bytes": .integer(try plan.outputByteCount),
            "precision": .string(plan.precision.rawValue),
            "tensors": .integer(plan.weights.count), "source": plan.sourceJSON(identity),
            "architecture": plan.architecture.json,
            "skipped": .array(plan.skippedNames.map(JSONValue.string)),
        ]
    }

    private static func addSource(_ plan: ConversionPlan, _ identity: SourceIdentity, to table: inout Table) {
        let checkpoint = plan.source.checkpoint
        table.add("input", checkpoint.path.description)
        table.add(
            "",
            "\(checkpoint.format.rawValue), \(plan.source.model.layout), \(Units.bytes(checkpoint.byteCount))"
        )
        table.add("sha256", identity.digest.description)
        table.add(
            "known as",
            identity.known.map { "\($0.name) of \($0.publisher.rawValue)" }
                ?? "nothing that a publisher lists")
        table.add("architecture", plan.architecture.line)
    }

    private static func origin(_ origin: ActivationChoice.Origin) -> String {
        switch origin {
        case .override: "as you say"
        case .config: "from the configuration"
        case .knownModel: "of the known model"
        case .family: "of all models of the family"
        case .assumed: "assumed"
        }
    }
}
