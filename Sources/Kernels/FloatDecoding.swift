import CKernels
public import Tensors

/// Floating-point numbers as the bytes of their type, little-endian.
public struct EncodedFloats: Sendable {
    let bytes: [UInt8]
    let type: clip_float
    private let elementType: ElementType

    /// Numbers of a type; nil for one that is not floating-point.
    ///
    /// The number of bytes must be a multiple of an element's.
    public init?(_ bytes: [UInt8], of elementType: ElementType) {
        guard let type = elementType.floatType else { return nil }
        precondition(bytes.count.isMultiple(of: elementType.byteCount), "a part of an element is left over")
        (self.bytes, self.type, self.elementType) = (bytes, type, elementType)
    }

    /// The numbers.
    public var floats: [Float] { decodeFloats(bytes.span, of: elementType) ?? [] }
}

/// The numbers that bytes of a floating-point type stand for, by the rules of `ElementConversion`.
///
/// Nil for a type that is not floating-point. The number of bytes must be a multiple of an element's.
public func decodeFloats(_ elements: Span<UInt8>, of type: ElementType) -> [Float]? {
    guard let floatType = type.floatType else { return nil }
    precondition(elements.count.isMultiple(of: type.byteCount), "a part of an element is left over")
    let count = elements.count / type.byteCount
    // The kernel reads all of the span and writes every one of the array's `count` elements.
    return unsafe [Float](unsafeUninitializedCapacity: count) { floats, initializedCount in
        unsafe elements.withUnsafeBytes { from in
            unsafe clip_convert(
                InstructionSet.best.isa, floatType, CLIP_FLOAT32, from.baseAddress, floats.baseAddress,
                count)
        }
        initializedCount = count
    }
}
