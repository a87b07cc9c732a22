import Tensors

/// How a view that is not contiguous is read in C order with bounded memory: in tiles of the result, and each
/// tile in blocks of the storage.
///
/// A tile is as many neighbouring elements of the result as there is room for. What it needs of the storage
/// is read in runs that follow one another there; a gap is read through where that is at most seven times
/// what is wanted. So a tensor costs at most as many reads as it has elements, and at most eight times its
/// bytes.
struct StridedPlan {
    /// A dimension of a tile.
    struct Axis {
        var size: Int
        /// Elements of the storage between neighbours.
        let stride: Int
        /// Elements of the tile between neighbours.
        let place: Int
    }

    /// What may be held at once, in bytes.
    struct Room {
        /// Of the result.
        var tile = 4 << 20
        /// Of the storage.
        var block = 1 << 20
    }

    let view: StridedView
    let elementByteCount: Int
    private let blockElements: Int
    /// The dimension that tiles cut; those before it have one index in a tile, those after it all.
    private let cut: Int
    /// Elements of the result for one index of it.
    private let rowElements: Int
    /// Most indices of it in a tile.
    private let rows: Int

    private static let largestAmplification = 8

    init(_ view: StridedView, elementByteCount: Int, room: Room = Room()) {
        self.view = view
        self.elementByteCount = elementByteCount
        blockElements = max(1, room.block / elementByteCount)
        let tileElements = max(1, room.tile / elementByteCount)
        let sizes = view.shape.dimensions
        var (axis, inner) = (sizes.count - 1, 1)
        while axis > 0, sizes[axis] <= tileElements / inner {
            inner *= sizes[axis]
            axis -= 1
        }
        (cut, rowElements) = (max(axis, 0), inner)
        rows = min(tileElements / inner, sizes.isEmpty ? 1 : sizes[cut])
    }

    /// The tile that begins at an element of the result: how many elements it has, where its first one lies
    /// in the storage, and its dimensions, those with the nearest neighbours in the storage first.
    func tile(at element: Int) -> (count: Int, start: Int, axes: [Axis]) {
        let sizes = view.shape.dimensions
        guard !sizes.isEmpty else { return (1, view.offset, []) }
        let row = element / rowElements % sizes[cut]
        let count = min(rows, sizes[cut] - row)
        var start = view.offset + row * view.strides[cut]
        var outer = element / rowElements / sizes[cut]
        for axis in (0..<cut).reversed() {
            start += outer % sizes[axis] * view.strides[axis]
            outer /= sizes[axis]
        }
        var axes = [Axis(size: count, stride: view.strides[cut], place: rowElements)]
        var place = rowElements
        for axis in cut + 1..<max(sizes.count, cut + 1) {
            place /= sizes[axis]
            axes.append(Axis(size: sizes[axis], stride: view.strides[axis], place: place))
        }
        return (count * rowElements, start, axes.filter { $0.size > 1 }.sorted { $0.stride < $1.stride })
    }

    /// How many of a tile's dimensions are read at once, how many indices of the next one, and the elements
    /// of the storage that this spans.
    func block(of axes: [Axis]) -> (whole: Int, part: Int, span: Int) {
        var (span, useful) = (1, 1)
        for (index, axis) in axes.enumerated() {
            let isNear = axis.stride <= Self.largestAmplification * useful
            let fitting =
                isNear && axis.stride > 0
                ? (blockElements - span) / axis.stride + 1 : axis.stride == 0 ? axis.size : 1
            let part = max(1, min(axis.size, fitting))
            span += axis.stride * (part - 1)
            guard part == axis.size else { return (index, part, span) }
            // Neighbours at one place are read once.
            if axis.stride > 0 { useful = min(useful * axis.size, span) }
        }
        return (axes.count, 1, span)
    }

    /// The bytes that are read for the whole tensor.
    var readByteCount: Int {
        let sizes = view.shape.dimensions
        guard view.shape.elementCount > 0, !sizes.isEmpty else { return 0 }
        let rowCount = sizes[cut]
        let rest = rowCount % rows
        let whole = checkedProduct([rowCount / rows, readElements(at: 0)])
        // The last tile of each cut dimension is smaller.
        let last = rest == 0 ? 0 : readElements(at: (rowCount - rest) * rowElements)
        let once = whole.flatMap { checkedSum($0, last) } ?? .max
        let times = view.shape.elementCount / (rowCount * rowElements)
        return checkedProduct([times, once, elementByteCount]) ?? .max
    }

    /// Elements of the storage that are read for one tile.
    private func readElements(at element: Int) -> Int {
        let axes = tile(at: element).axes
        let (whole, part, span) = block(of: axes)
        guard whole < axes.count else { return span }
        let cut = axes[whole]
        let rest = cut.size % part
        let last = rest == 0 ? 0 : span - (part - rest) * cut.stride
        let once = cut.size / part * span + last
        return axes[(whole + 1)...].reduce(once) { $0 * $1.size }
    }
}
