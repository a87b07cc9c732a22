/// Archives of `torch.save`, made without PyTorch.
package enum TorchArchiveBuilder {
    /// An archive with this `data.pkl` and these records `data/KEY`.
    package static func archive(pickle: [UInt8], records: [(key: String, bytes: [UInt8])]) -> ZipBuilder {
        var entries = [ZipBuilder.Entry("archive/data.pkl", pickle)]
        for record in records { entries.append(.init("archive/data/\(record.key)", record.bytes)) }
        entries.append(.init("archive/version", Array("3\n".utf8)))
        return ZipBuilder(entries)
    }

    /// A small honest one: `{"weight": float32 [2, 3], "bias": float32 [3]}`.
    package static var small: ZipBuilder {
        var pickle = PickleBuilder()
        pickle.dictionary { $0.smallTensors() }
        return archive(
            pickle: pickle.finished(),
            records: [("0", (0..<24).map { UInt8($0) }), ("1", (24..<36).map { UInt8($0) })])
    }
}

extension PickleBuilder {
    /// The names and tensors of `TorchArchiveBuilder`'s small archive, to stand in a dictionary.
    package mutating func smallTensors() {
        string("weight")
        tensor(key: "0", count: 6, shape: [2, 3], strides: [3, 1])
        string("bias")
        tensor(key: "1", count: 3, shape: [3], strides: [1])
    }
}
