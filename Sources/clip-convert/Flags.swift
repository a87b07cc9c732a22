import ArgumentParser
import Conversion
import Quantization

/// `--fp32`, `--fp16`, `--bf16`, `--int8`.
enum PrecisionFlag: String, EnumerableFlag {
    case fp32
    case fp16
    case bf16
    case int8

    var precision: Precision {
        switch self {
        case .fp32: .fp32
        case .fp16: .fp16
        case .bf16: .bf16
        case .int8: .int8
        }
    }

    static func help(for value: PrecisionFlag) -> ArgumentHelp? {
        switch value {
        case .fp32: "Store the weights as float32."
        case .fp16: "Store the weights as float16."
        case .bf16: "Store the weights as bfloat16."
        case .int8: "Store large matrices and convolutions as int8 with a scale per output channel."
        }
    }
}

/// `--image-only`, `--text-only`.
enum TowerFlag: String, EnumerableFlag {
    case imageOnly
    case textOnly

    var towers: ConversionOptions.Towers {
        switch self {
        case .imageOnly: .imageOnly
        case .textOnly: .textOnly
        }
    }

    static func help(for value: TowerFlag) -> ArgumentHelp? {
        value == .imageOnly ? "Write the image tower only." : "Write the text tower only."
    }
}
