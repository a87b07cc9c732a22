import Tensors

/// How a view that is not contiguous is read in C order with bounded memory: in tiles of the result, and each
/// tile in blocks of the storage.
///
/// A tile is as many neighbouring elements of the result as there is room for. What it needs of the storage
/// is read in runs that follow one another there; a gap is read through where that is at most seven times
/// what is wanted. So a tensor costs at most eight times its bytes. How many reads it costs depends on how many
/// rows fit into a tile, which are neighbours in the storage of a transposed matrix: a tile has room for
/// eight rows of the longest that a tower may have.
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
        var tile = 32 << 20
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

    /// What is read of the storage.
    struct Cost: Equatable {
        /// Reads of neighbouring elements.
        var reads = 0
        /// Bytes that they go through.
        var bytes = 0
    }

    /// What reading the whole tensor costs.
    var cost: Cost {
        guard view.shape.elementCount > 0, !view.shape.dimensions.isEmpty else { return Cost() }
        let rowCount = view.shape.dimensions[cut]
        let rest = rowCount % rows
        let whole = tileCost(at: 0)
        // The last tile of each cut dimension is smaller.
        let last = rest == 0 ? Cost() : tileCost(at: (rowCount - rest) * rowElements)
        let times = view.shape.elementCount / (rowCount * rowElements)
        func total(_ part: KeyPath<Cost, Int>) -> Int {
            let once = checkedProduct([rowCount / rows, whole[keyPath: part]])
                .flatMap { checkedSum($0, last[keyPath: part]) }
            return once.flatMap { checkedProduct([times, $0]) } ?? .max
        }
        return Cost(reads: total(\.reads), bytes: total(\.bytes))
    }

    /// What one tile costs, whose memory bounds all of these numbers.
    private func tileCost(at element: Int) -> Cost {
        let axes = tile(at: element).axes
        let (whole, part, span) = block(of: axes)
        guard whole < axes.count else { return Cost(reads: 1, bytes: span * elementByteCount) }
        let cut = axes[whole]
        let rest = cut.size % part
        let last = rest == 0 ? 0 : span - (part - rest) * cut.stride
        let times = axes[(whole + 1)...].reduce(1) { $0 * $1.size }
        return Cost(
            reads: (cut.size / part + (rest == 0 ? 0 : 1)) * times,
            bytes: (cut.size / part * span + last) * times * elementByteCount)
    }
}
