import ByteIO
import Inspection
import StrictJSON
import Tensors
import ToolSupport

/// What `clip-inspect` prints.
enum InspectionText {
    static func text(_ inspection: FileInspection, tensors: Bool) -> String {
        var summary = Table(.left, .left)
        summary.add("file", inspection.path.description)
        summary.add("format", inspection.format + (inspection.dialect.map { ", \($0)" } ?? ""))
        summary.add(
            "size", "\(Units.bytes(inspection.byteCount)) (\(Units.count(inspection.byteCount)) bytes)")
        summary.add("tensors", types(inspection))
        if let reason = inspection.reason { summary.add("architecture", "none that is known: \(reason)") }
        for member in inspection.architecture?.object?.members ?? [] where !member.value.isNull {
            summary.add(member.key, plain(member.value))
        }
        for key in ["precision", "preprocess", "tokenizer", "source", "golden"] {
            guard let value = inspection.metadata?[key] else { continue }
            summary.add(key == "source" ? "claims to come from" : key, plain(value))
        }
        return summary.text + (tensors ? "\n" + list(inspection) : "")
    }

    /// How many tensors of which types: `302: F16 301, F32 1`.
    private static func types(_ inspection: FileInspection) -> String {
        var counts: [ElementType: Int] = [:]
        for tensor in inspection.tensors { counts[tensor.descriptor.elementType, default: 0] += 1 }
        let parts = ElementType.allCases.compactMap { type in counts[type].map { "\(type.rawValue) \($0)" } }
        return "\(inspection.tensors.count): \(parts.joined(separator: ", "))"
    }

    private static func plain(_ value: JSONValue) -> String {
        value.string ?? value.text
    }

    private static func list(_ inspection: FileInspection) -> String {
        let hasStatistics = inspection.tensors.contains { $0.statistics != nil }
        var table =
            hasStatistics
            ? Table(.left, .left, .left, .right, .right, .right, .right, .right)
            : Table(.left, .left, .left, .right)
        for tensor in inspection.tensors {
            let cells = [
                tensor.descriptor.name, tensor.descriptor.elementType.rawValue,
                tensor.descriptor.shape.description,
                tensor.offset.map(String.init) ?? "deflated",
            ]
            let numbers = tensor.statistics.map {
                [$0.minimum, $0.maximum, $0.mean, $0.standardDeviation].map { Units.decimal($0, digits: 5) }
            }
            table.add(cells + (numbers ?? []))
        }
        return table.text
    }
}
