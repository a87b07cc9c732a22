package import Tensors

/// A tensor of a checkpoint: what it is, and where its elements lie.
package struct StoredTensor: Sendable {
    /// Name, element type and shape.
    package let descriptor: TensorDescriptor
    /// How the elements lie in the storage, in elements.
    let view: StridedView
    let storage: Storage

    init(name: String, elementType: ElementType, view: StridedView, storage: Storage) {
        descriptor = TensorDescriptor(name: name, elementType: elementType, shape: view.shape)
        self.view = view
        self.storage = storage
    }

    /// A tensor that lies contiguously in a file.
    init(_ descriptor: TensorDescriptor, file: Int, offset: Int, byteCount: Int) {
        self.descriptor = descriptor
        view = StridedView(contiguous: descriptor.shape)
        storage = Storage(file: file, location: .plain(offset: offset), byteCount: byteCount)
    }

    private init(_ descriptor: TensorDescriptor, view: StridedView, storage: Storage) {
        self.descriptor = descriptor
        self.view = view
        self.storage = storage
    }

    /// The same matrix with rows and columns exchanged, or nil for a tensor of another rank.
    package var transposed: StoredTensor? { view.transposed.map(viewed) }

    /// Some of the rows, or nil where there are not as many.
    package func rows(_ range: Range<Int>) -> StoredTensor? { view.rows(range).map(viewed) }

    private func viewed(as view: StridedView) -> StoredTensor {
        var descriptor = descriptor
        descriptor.shape = view.shape
        return StoredTensor(descriptor, view: view, storage: storage)
    }

    /// Offset of the first element in its file; nil where the elements are compressed.
    package var fileOffset: Int? {
        guard case .plain(let offset) = storage.location else { return nil }
        return offset + view.offset * descriptor.elementType.byteCount
    }

    /// Whether the elements lie one after another in C order; else strides apply.
    package var isContiguous: Bool { view.isContiguous }

    /// What reading the tensor costs, beside the pieces in which one that is contiguous is read: of a deflated storage,
    /// always all is gone through.
    var readingCost: StridedPlan.Cost {
        if case .deflated = storage.location { return StridedPlan.Cost(bytes: storage.byteCount) }
        return view.isContiguous ? StridedPlan.Cost(bytes: byteCount) : stridedPlan.cost
    }

    var stridedPlan: StridedPlan {
        StridedPlan(view, elementByteCount: descriptor.elementType.byteCount)
    }

    /// Bytes of the elements; cannot overflow, since they were found to lie inside a file or a small multiple
    /// of one.
    package var byteCount: Int {
        descriptor.shape.byteCount(of: descriptor.elementType) ?? 0
    }
}

/// A run of bytes that tensors look into, PyTorch's storage.
struct Storage: Sendable {
    enum Location: Sendable {
        case plain(offset: Int)
        case deflated(ZipEntry)
    }

    /// Which of the checkpoint's files.
    let file: Int
    let location: Location
    let byteCount: Int
}
