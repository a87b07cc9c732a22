import ByteIO
import StrictJSON
import ToolSupport
import ZeroShot

/// What is printed of an evaluation.
struct EvaluationText {
    private let evaluation: Evaluation
    private let otherFileCount: Int
    private let seconds: Double

    init(_ evaluation: Evaluation, otherFileCount: Int, seconds: Double) {
        self.evaluation = evaluation
        self.otherFileCount = otherFileCount
        self.seconds = seconds
    }

    /// One document.
    var json: JSONValue {
        let classes = zip(evaluation.labels.labels, evaluation.results).map { label, result in
            JSONValue(
                dictionaryLiteral: ("label", .string(label.name)), ("id", .string(label.id)),
                ("images", .integer(result.count)), ("top1", Self.share(result.top1, of: result.count)),
                ("top5", Self.share(result.top5, of: result.count)))
        }
        return [
            "images": .integer(evaluation.count), "classes": .integer(classes.count),
            "top1": .number(evaluation.top1), "top5": .number(evaluation.top5), "seconds": .number(seconds),
            "unreadable": .array(
                evaluation.unreadable.map {
                    ["image": .path($0.name), "error": .string($0.error.description)]
                }),
            "other_files": .integer(otherFileCount), "per_class": .array(classes),
        ]
    }

    private static func share(_ part: Int, of whole: Int) -> JSONValue {
        whole == 0 ? .null : .number(Double(part) / Double(whole))
    }

    /// A line for each label, the worst first, and the whole below.
    var table: String {
        var table = Table(.left, .right, .right, .right)
        table.add("label", "images", "top-1", "top-5")
        let rows = zip(evaluation.labels.labels, evaluation.results).filter { $1.count > 0 }
        for (label, result) in rows.sorted(by: { Self.share($0.1) < Self.share($1.1) }) {
            table.add(
                label.name, Units.count(result.count), Self.percent(Self.share(result)),
                Self.percent(Double(result.top5) / Double(result.count)))
        }
        table.add(
            "all", Units.count(evaluation.count), Self.percent(evaluation.top1), Self.percent(evaluation.top5)
        )
        let unreadable = evaluation.unreadable.count
        return table.text
            + (unreadable > 0 ? "\(Units.count(unreadable)) pictures could not be read\n" : "")
            + (otherFileCount > 0 ? "\(Units.count(otherFileCount)) other files were left out\n" : "")
            + "\(Units.duration(seconds)), \(Units.decimal(Double(evaluation.count) / seconds, digits: 1)) pictures/s\n"
    }

    private static func share(_ result: Evaluation.LabelResult) -> Double {
        Double(result.top1) / Double(result.count)
    }

    private static func percent(_ share: Double) -> String { Units.decimal(share * 100, digits: 1) + " %" }
}
