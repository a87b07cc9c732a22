import Kernels
import ModelKit

extension Activation {
    /// The function that computes it.
    var pointwise: Pointwise {
        switch self {
        case .quickGELU: .quickGELU
        case .gelu: .gelu
        case .geluTanh: .geluTanh
        }
    }
}
