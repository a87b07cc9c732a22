import ByteIO

/// The elements of a view that is not contiguous, in C order, front to back.
struct StridedReader {
    /// Where the storage is.
    enum Source {
        case file(InputFile, offset: Int)
        /// From this byte of the storage on.
        case memory([UInt8], offset: Int)
    }

    private let plan: StridedPlan
    private let source: Source
    private var element = 0
    private var tile: [UInt8] = []
    private var block: [UInt8] = []
    /// Bytes of the tile, and how many of them have been handed out.
    private var available = 0
    private var used = 0
    /// What was read of the storage.
    private(set) var cost = StridedPlan.Cost()

    init(_ plan: StridedPlan, from source: Source) {
        self.plan = plan
        self.source = source
    }

    /// Fills the first `count` bytes of the buffer, growing it if it is shorter; the caller knows that there
    /// are as many.
    mutating func read(_ count: Int, into buffer: inout [UInt8]) throws(FileError) {
        if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
        var filled = 0
        while filled < count {
            if used == available { try readTile() }
            let piece = min(available - used, count - filled)
            buffer.replaceSubrange(filled..<filled + piece, with: tile[used..<used + piece])
            filled += piece
            used += piece
        }
    }

    private mutating func readTile() throws(FileError) {
        let (count, start, axes) = plan.tile(at: element)
        element += count
        (used, available) = (0, count * plan.elementByteCount)
        if tile.count < available { tile = [UInt8](repeating: 0, count: available) }
        let (whole, part, _) = plan.block(of: axes)
        try readBlocks(axes[...], at: start, to: 0, whole: whole, part: part)
    }

    /// Reads one block after another; the dimensions from the last on are gone through one index at a time.
    private mutating func readBlocks(
        _ axes: ArraySlice<StridedPlan.Axis>, at start: Int, to place: Int, whole: Int, part: Int
    ) throws(FileError) {
        guard axes.count > whole, let axis = axes.last else {
            return try readBlock(axes, at: start, to: place)
        }
        let isCut = axes.count == whole + 1
        let inner = axes.dropLast()
        for index in stride(from: 0, to: axis.size, by: isCut ? part : 1) {
            let (nextStart, nextPlace) = (start + index * axis.stride, place + index * axis.place)
            if isCut {
                var piece = axis
                piece.size = min(part, axis.size - index)
                try readBlock(inner + [piece], at: nextStart, to: nextPlace)
            } else {
                try readBlocks(inner, at: nextStart, to: nextPlace, whole: whole, part: part)
            }
        }
    }

    /// Reads what these dimensions span, and puts each element to its place in the tile.
    private mutating func readBlock(
        _ axes: ArraySlice<StridedPlan.Axis>, at start: Int, to place: Int
    ) throws(FileError) {
        let span = axes.reduce(1) { $0 + ($1.size - 1) * $1.stride }
        let size = plan.elementByteCount
        cost.reads += 1
        cost.bytes += span * size
        switch source {
        case .file(let file, let offset):
            try file.read(span * size, at: offset + start * size, into: &block)
            Self.scatter(axes, of: block, at: 0, to: place * size, of: &tile, elementByteCount: size)
        case .memory(let bytes, let offset):
            Self.scatter(
                axes, of: bytes, at: start * size - offset, to: place * size, of: &tile,
                elementByteCount: size)
        }
    }

    private static func scatter(
        _ axes: ArraySlice<StridedPlan.Axis>, of bytes: [UInt8], at start: Int, to place: Int,
        of tile: inout [UInt8], elementByteCount size: Int
    ) {
        guard let axis = axes.last else {
            return copy(StridedPlan.Axis(size: 1, stride: 0, place: 0), bytes, start, &tile, place, size)
        }
        let inner = axes.dropLast()
        guard !inner.isEmpty else { return copy(axis, bytes, start, &tile, place, size) }
        for index in 0..<axis.size {
            scatter(
                inner, of: bytes, at: start + index * axis.stride * size,
                to: place + index * axis.place * size,
                of: &tile, elementByteCount: size)
        }
    }

    /// Copies the elements along one dimension.
    private static func copy(
        _ axis: StridedPlan.Axis, _ bytes: [UInt8], _ start: Int, _ tile: inout [UInt8], _ place: Int,
        _ size: Int
    ) {
        var (from, to) = (start, place)
        for _ in 0..<axis.size {
            for byte in 0..<size { tile[to + byte] = bytes[from + byte] }
            from += axis.stride * size
            to += axis.place * size
        }
    }
}
