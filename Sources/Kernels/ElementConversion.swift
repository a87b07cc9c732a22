import CKernels
public import Tensors

/// Turns elements of one type into another: any floating-point type into any other, and every type into
/// itself.
///
/// Elements are bytes in the order of a file: contiguous, little-endian, at any address. Numbers become
/// what PyTorch's `Tensor.to` makes of them: rounded to nearest even, a float64 by way of float32 and so
/// twice on its way to 16 bits. NaN stays NaN; which one, `CKernels.h` says.
public struct ElementConversion: Sendable, Hashable {
    /// Type of the elements that come in.
    public let source: ElementType
    /// Type of the elements that come out.
    public let target: ElementType

    /// The conversion, or nil where one of two different types is not floating-point.
    public init?(from source: ElementType, to target: ElementType) {
        guard source == target || (source.isFloatingPoint && target.isFloatingPoint) else { return nil }
        self.source = source
        self.target = target
    }

    /// Bytes that the elements in this many source bytes take once they are converted.
    public func targetByteCount(ofSource byteCount: Int) -> Int {
        byteCount / source.byteCount * target.byteCount
    }

    /// Converts whole elements into the first bytes of `result`, growing it if it is shorter: a buffer that
    /// is used again and again is never cleared or reallocated.
    ///
    /// The number of source bytes must be a multiple of an element's.
    ///
    /// - Returns: how many bytes of `result` are now the converted elements; what follows them is untouched.
    @discardableResult
    public func convert(
        _ elements: Span<UInt8>, into result: inout [UInt8], using instructions: InstructionSet = .best
    ) -> Int {
        precondition(elements.count.isMultiple(of: source.byteCount), "a part of an element is left over")
        let count = elements.count / source.byteCount
        let byteCount = count * target.byteCount
        if result.count < byteCount { result = [UInt8](repeating: 0, count: byteCount) }
        // The kernel reads `count` source elements, which is all of the span, and writes as many target
        // elements, for which the array was just made long enough.
        unsafe elements.withUnsafeBytes { from in
            unsafe result.withUnsafeMutableBytes { to in
                if let fromType = source.floatType, let toType = target.floatType {
                    unsafe clip_convert(
                        instructions.isa, fromType, toType, from.baseAddress, to.baseAddress, count)
                } else {
                    unsafe to.copyMemory(from: from)
                }
            }
        }
        return byteCount
    }
}

extension ElementType {
    /// The kernels' name of a floating-point type.
    var floatType: clip_float? {
        switch self {
        case .float64: CLIP_FLOAT64
        case .float32: CLIP_FLOAT32
        case .float16: CLIP_FLOAT16
        case .bfloat16: CLIP_BFLOAT16
        default: nil
        }
    }
}
