import COpenBLAS
import Tensors

/// A rectangle in an array of numbers: where its first one lies, and how far apart its rows begin.
public struct Region: Sendable {
    let offset: Int
    let rows: Int
    let columns: Int
    let stride: Int

    /// A rectangle, whose rows begin `stride` numbers apart.
    public init(offset: Int = 0, rows: Int, columns: Int, stride: Int) {
        precondition(offset >= 0 && rows >= 0 && columns >= 0 && stride >= columns, "rows overlap")
        self.offset = offset
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    func requireInside(_ count: Int) {
        guard rows > 0, columns > 0 else { return }
        precondition(offset + (rows - 1) * stride + columns <= count, "a region ends behind its array")
    }
}

/// Products of matrices by OpenBLAS, each on the thread that asks for it.
public struct OpenBLASProduct: Sendable {
    /// The library, loaded if it was not yet; nil where it is not installed.
    public init?() {
        guard clip_openblas_load() else { return nil }
    }

    /// `result = scale · a · b`, or with `b` transposed; added to what is there when `isAdded`.
    ///
    /// - Parameters:
    ///   - a: `[m, k]`.
    ///   - b: `[k, n]`, or `[n, k]` when transposed.
    ///   - result: `[m, n]`; none of its numbers may lie in `a` or `b`.
    public func multiply(
        _ a: Span<Float>, _ aRegion: Region, by b: Span<Float>, _ bRegion: Region, isTransposed: Bool,
        scale: Float = 1, isAdded: Bool = false, into result: inout MutableSpan<Float>,
        _ resultRegion: Region
    ) {
        let (m, n, k) = (resultRegion.rows, resultRegion.columns, aRegion.columns)
        precondition(aRegion.rows == m, "the rows of the factor and of the result differ")
        precondition(
            isTransposed
                ? bRegion.rows == n && bRegion.columns == k : bRegion.rows == k && bRegion.columns == n,
            "the sizes of the factors differ")
        aRegion.requireInside(a.count)
        bRegion.requireInside(b.count)
        resultRegion.requireInside(result.count)
        guard m > 0, n > 0 else { return }
        // All three regions were just found to lie in their arrays.
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                unsafe result.withUnsafeMutableBufferPointer { result in
                    unsafe clip_openblas_multiply(
                        isTransposed, m, n, k, scale, a.baseAddress.map { unsafe $0 + aRegion.offset },
                        aRegion.stride, b.baseAddress.map { unsafe $0 + bRegion.offset }, bRegion.stride,
                        isAdded ? 1 : 0, result.baseAddress.map { unsafe $0 + resultRegion.offset },
                        resultRegion.stride)
                }
            }
        }
    }
}
