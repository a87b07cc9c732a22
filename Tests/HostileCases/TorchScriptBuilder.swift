import TestSupport

/// Archives of `torch.jit.save`: a tree of module objects, whose attributes are the tensors.
struct TorchScriptBuilder: Sendable {
    /// Who wrote it.
    enum Style: Sendable {
        /// PyTorch 1.7, on a GPU, as OpenAI's archives of 2021: every location is `cuda:0`, no byte order.
        case openAI
        /// PyTorch 2.13: one attribute more, byte order, traced inputs.
        case current
    }

    var style = Style.openAI
    var tensors: [SourceTensor]
    /// Writes further attributes of the root.
    var rootAttributes: @Sendable (inout PickleBuilder) -> Void = { _ in }
    /// Module of the root's class.
    var rootModule = "__torch__.multimodal.model.multimodal_transformer.___torch_mangle_9591"

    init(_ tensors: [SourceTensor], style: Style = .openAI) {
        self.tensors = tensors
        self.style = style
    }

    /// The archive, its storages before the pickle.
    func archive() -> ZipBuilder {
        let root = style == .openAI ? "ViT-B-32" : "model"
        var entries = tensors.enumerated().map { index, tensor in
            ZipBuilder.Entry("\(root)/data/\(index)", tensor.bytes)
        }
        entries.append(.init("\(root)/data.pkl", pickle))
        let code = Array("class Multimodal(Module):\n  __parameters__ = []\n".utf8)
        for name in ["multimodal", "multimodal.debug_pkl"] {
            let long = Array([[UInt8]](repeating: code, count: 8).joined())
            entries.append(.init(deflating: long, as: "\(root)/code/__torch__/\(name)"))
        }
        entries.append(.init("\(root)/constants.pkl", [0x80, 2, 0x29, 0x2E]))
        if style == .current {
            entries.append(.init("\(root)/traced_inputs.pkl", [0x80, 2, 0x29, 0x2E]))
            entries.append(.init("\(root)/byteorder", Array("little".utf8)))
        }
        entries.append(.init("\(root)/version", Array("4\n".utf8)))
        if style == .current { entries.append(.init("\(root)/.data/serialization_id", Array("0123".utf8))) }
        return ZipBuilder(entries)
    }

    private var pickle: [UInt8] {
        var builder = PickleBuilder()
        module(tensors.indices.map { ($0, tensors[$0].name[...]) }, class: rootModule, isRoot: true, &builder)
        return builder.finished()
    }

    /// An object whose attributes are these tensors, those with a dot in modules of their own.
    private func module(
        _ members: [(index: Int, path: Substring)], class name: String, isRoot: Bool,
        _ builder: inout PickleBuilder
    ) {
        builder.global(name, "Module")
        builder.raw([0x29, 0x81])
        builder.dictionary { attributes in
            attributes.string("training")
            attributes.raw([0x88])
            if style == .current {
                attributes.string("_is_full_backward_hook")
                attributes.code("N")
            }
            var done: Set<Substring> = []
            for (index, path) in members {
                let head = path.prefix { $0 != "." }
                guard head != path else {
                    attributes.string(String(path))
                    tensor(index, &attributes)
                    continue
                }
                guard done.insert(head).inserted else { continue }
                let inner = members.filter { $0.path.hasPrefix(head + ".") }.map {
                    (index: $0.index, path: $0.path.dropFirst(head.count + 1))
                }
                attributes.string(String(head))
                module(inner, class: "__torch__.m.___torch_mangle_\(index)", isRoot: false, &attributes)
            }
            if isRoot { rootAttributes(&attributes) }
        }
        builder.code("b")
    }

    private func tensor(_ index: Int, _ builder: inout PickleBuilder) {
        let shape = tensors[index].shape
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in strides.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        builder.global("torch._utils", "_rebuild_tensor_v2")
        builder.tuple {
            $0.storage(
                tensors[index].storage, key: "\(index)", location: style == .openAI ? "cuda:0" : "cpu",
                count: shape.reduce(1, *))
            $0.integer(0)
            $0.integers(shape)
            $0.integers(strides)
            $0.raw([0x88])
            $0.global("collections", "OrderedDict")
            $0.raw([0x29, 0x52])
        }
        builder.code("R")
    }
}
