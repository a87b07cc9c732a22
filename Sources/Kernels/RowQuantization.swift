import CKernels

/// An element that cannot be quantised: an infinity or NaN.
public struct NonFiniteElement: Error, Sendable, CustomStringConvertible {
    /// Row that it is in, counted from the first of those given.
    public let row: Int
    /// Its place in the row.
    public let column: Int
    /// What it is.
    public let value: Float

    /// `inf at row 3, column 5`.
    public var description: String { "\(value) at row \(row), column \(column)" }
}

/// Quantises rows of float32 to 8-bit integers with one scale for each row.
///
/// Symmetric: the scale is `max|w| / 127` of the row, or 1 where that is below 2^-126, and the integer is
/// `w / scale` rounded to nearest even, in -127...127. `w` is then `integer * scale` to within half a scale.
/// Both are computed in float32, and are the same on every machine.
///
/// - Parameters:
///   - rows: float32 in the byte order of a file, `[row, column]`, at any address; whole rows.
///   - rowLength: columns, at least 1.
///   - integers: gets one byte an element in its first bytes, and grows if it is shorter.
///   - scales: gets one float32 a row appended, in the byte order of a file.
/// - Returns: how many bytes of `integers` are now the quantised elements.
/// - Throws: the first element that is not finite, in the order of the rows; the scales of the rows before
///   it are appended then.
@discardableResult
public func quantizeRows(
    _ rows: Span<UInt8>, rowLength: Int, into integers: inout [UInt8],
    appendingScalesTo scales: inout [UInt8], using instructions: InstructionSet = .best
) throws(NonFiniteElement) -> Int {
    let count = rows.count / MemoryLayout<Float>.size
    precondition(rowLength >= 1 && rows.count == count * MemoryLayout<Float>.size, "not float32 elements")
    precondition(count.isMultiple(of: rowLength), "a part of a row is left over")
    if integers.count < count { integers = [UInt8](repeating: 0, count: count) }

    for row in 0..<count / rowLength {
        var scale: Float = 0
        // The kernel reads one row and writes as many bytes; `start + rowLength <= count`, the number of
        // elements that both arrays have.
        let start = row * rowLength
        let finite = unsafe rows.withUnsafeBytes { from in
            unsafe integers.withUnsafeMutableBytes { to in
                unsafe clip_quantize_row(
                    instructions.isa, from.baseAddress.map { unsafe $0 + start * MemoryLayout<Float>.size },
                    rowLength, to.baseAddress.map { unsafe $0 + start }, &scale)
            }
        }
        if finite < rowLength {
            throw NonFiniteElement(row: row, column: finite, value: float(at: start + finite, of: rows))
        }
        for shift in stride(from: 0, to: 32, by: 8) {
            scales.append(UInt8(truncatingIfNeeded: scale.bitPattern >> shift))
        }
    }
    return count
}

/// Quantises rows of numbers in memory by the same rule; nil if one of them is not finite.
///
/// - Parameter rowLength: columns; the rows are whole.
/// - Returns: one byte a number in two's complement, and a scale for each row.
public func quantizeRows(_ numbers: Span<Float>, rowLength: Int) -> (integers: [UInt8], scales: [Float])? {
    precondition(rowLength >= 1 && numbers.count.isMultiple(of: rowLength), "a part of a row is left over")
    let (count, rows) = (numbers.count, numbers.count / rowLength)
    var integers = [UInt8](repeating: 0, count: count)
    var scales = [Float](repeating: 0, count: rows)
    for row in 0..<rows {
        // The kernel reads one row and writes as many bytes; both arrays have `rows` rows.
        let finite = unsafe numbers.withUnsafeBufferPointer { from in
            unsafe integers.withUnsafeMutableBytes { to in
                unsafe clip_quantize_row(
                    InstructionSet.best.isa, from.baseAddress.map { unsafe $0 + row * rowLength }, rowLength,
                    to.baseAddress.map { unsafe $0 + row * rowLength }, &scales[row])
            }
        }
        if finite < rowLength { return nil }
    }
    return (integers, scales)
}

private func float(at index: Int, of elements: Span<UInt8>) -> Float {
    let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(elements[index * 4 + $1]) << (8 * $1) }
    return Float(bitPattern: bits)
}
