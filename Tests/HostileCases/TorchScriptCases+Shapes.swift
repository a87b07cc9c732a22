import ByteIO
import Families
import TestSupport

// J: weights that contradict each other. They are checkpoints, so they can be listed; they are no models, and are not
// converted.
extension HostileCases {
    static let modelShapes: [HostileCase] =
        [
            weights("J8", "no visual.proj", refusal: "visual.proj is missing") { $0.remove("visual.proj") },
            weights("J8", "ResNet without its first block", TinyCLIP.resNet, refusal: "visual.layer1") {
                $0.remove("visual.layer1.0.conv1.weight")
            },
            weights("J8", "no norm's bias", refusal: "ln_final.bias") { $0.remove("ln_final.bias") },
            weights("J8", "block 2 without block 1", refusal: "resblocks") {
                for weight in $0 where weight.name.hasPrefix("transformer.resblocks.0.") {
                    var other = weight
                    other.name = other.name.replacing("resblocks.0.", with: "resblocks.2.")
                    $0.append(other)
                }
            },
            weights("J9", "width 63", refusal: "63") { $0.reshape("visual.ln_post.weight", [63], by: 4) },
            weights("J9", "patch of 0 pixels", refusal: "visual.conv1.weight") {
                $0.reshape("visual.conv1.weight", [64, 3, 0, 0], by: 2)
            },
            weights("J9", "6 rows for 4 patches and a class", refusal: "visual.positional_embedding") {
                $0.reshape("visual.positional_embedding", [6, 64], by: 4)
            },
            weights("J9", "context of no tokens", refusal: "positional_embedding") {
                $0.reshape("positional_embedding", [0, 64], by: 4)
            },
            weights("J9", "towers that do not meet", refusal: "[64, 17]") {
                $0.reshape("visual.proj", [64, 17], by: 2)
            },
            weights("J9", "heads of no width", refusal: "width") {
                $0 = TinyCLIP.weights(of: TinyCLIP.narrow)
            },
            weights("J10", "resolution said to be 10^9", refusal: nil) {
                $0.set("input_resolution", "LongStorage", [], little(1_000_000_000, 8))
            },
            weights("J10", "resolution as a float", refusal: nil) {
                $0.set("input_resolution", "FloatStorage", [1], [0, 0, 0, 0])
            },
            weights("J10", "logit scale with one dimension", refusal: nil) {
                $0.set("logit_scale", "FloatStorage", [1], [0x66, 0x66, 0x93, 0x40])
            },
            weights("J10", "logit scale of two numbers", refusal: "logit_scale") {
                $0.set("logit_scale", "FloatStorage", [2], [UInt8](repeating: 0, count: 8))
            },
            weights("J11", "2,000 empty blocks", refusal: "1024") { weights in
                for block in 1..<2000 {
                    weights.append(
                        SourceTensor("transformer.resblocks.\(block).ln_1.bias", "FloatStorage", [0], []))
                }
            },
            .refused("J11", "100,001 empty tensors", manyEmpty(), "more and more tensors"),
            weights("J14", "128 x 128 patches of 64 numbers", refusal: "an image takes 78.2 billion") {
                $0.reshape("visual.positional_embedding", [16_385, 64], by: 4)
            },
            weights("J14", "image of 8,192 pixels a side", refusal: "an image takes 2520 MiB of memory") {
                $0.reshape("visual.conv1.weight", [64, 3, 128, 128], by: 2)
                $0.reshape("visual.positional_embedding", [4097, 64], by: 4)
            },
            HostileCase(
                "J14", "folder of 253 x 253 patches of 2 numbers", .read { contents(of: manyPatches) },
                modelRefusal: "an image takes 163.9 billion"
            ) {
                [
                    ("open_clip_pytorch_model.bin", TorchScriptBuilder(manyPatches).archive().build()),
                    ("open_clip_config.json", Array(manyPatchesConfiguration.utf8)),
                ]
            },
            weights("J14", "context of 32,000 tokens", refusal: "a text takes 29") {
                $0.reshape("positional_embedding", [32_000, 64], by: 4)
            },
            weights("J12", "another network", refusal: "not a CLIP model") {
                $0 = ["conv1.weight", "bn1.weight", "fc.bias"].map {
                    SourceTensor($0, "FloatStorage", [1], [0, 0, 0x80, 0x3F])
                }
            },
        ]
        + ["00", "1_000", "+1", "-1", "\u{661}"].map { block in
            weights("J8", "block \(block)", refusal: "resblocks.\(block)") {
                $0.append(
                    SourceTensor(
                        "transformer.resblocks.\(block).ln_1.bias", "FloatStorage", [1], [0, 0, 0, 0]))
            }
        }

    /// Half a megabyte of weights, of which the scores of one head would take 16 GB.
    private static var manyPatches: [SourceTensor] {
        var weights = TinyCLIP.weights(
            of: TinyCLIP.SourceArchitecture(
                vision: .vit(
                    ViTArchitecture(
                        layers: 1, width: 2, heads: 1, mlpWidth: 2, patchSize: 4, imageResolution: 8))))
        weights.reshape("visual.positional_embedding", [64_010, 2], by: 4)
        return weights
    }

    private static let manyPatchesConfiguration = """
        {"model_cfg": {"embed_dim": 16, "quick_gelu": true,
        "vision_cfg": {"layers": 1, "width": 2, "head_width": 2, "mlp_ratio": 1, "patch_size": 4, "image_size": 1012},
        "text_cfg": {"context_length": 8, "vocab_size": 16, "width": 64, "heads": 1, "layers": 1, "mlp_ratio": 1}}}
        """

    /// A model's weights after a change, as a TorchScript archive.
    private static func weights(
        _ id: String, _ name: String, _ source: TinyCLIP.SourceArchitecture = TinyCLIP.vit, refusal: String?,
        _ change: @escaping @Sendable (inout [SourceTensor]) -> Void
    ) -> HostileCase {
        let changed: @Sendable () -> [SourceTensor] = {
            var weights = TinyCLIP.weights(of: source)
            change(&weights)
            return weights
        }
        return HostileCase(id, name, .read { contents(of: changed()) }, modelRefusal: refusal) {
            TorchScriptBuilder(changed()).archive().build()
        }
    }

    private static func manyEmpty() -> [UInt8] {
        archive(
            pickle { builder in
                builder.code("}")
                builder.string("first")
                builder.tensor(key: "0", count: 6, shape: [0], strides: [1])
                builder.raw([0x71, 0, 0x73])
                for index in 0..<100_000 {
                    builder.string("w\(index)")
                    builder.raw([0x68, 0, 0x73])
                }
            })
    }
}

extension [SourceTensor] {
    fileprivate mutating func remove(_ name: String) {
        removeAll { $0.name == name }
    }

    /// Another shape, and as many elements of so many bytes.
    fileprivate mutating func reshape(_ name: String, _ shape: [Int], by elementByteCount: Int) {
        for index in indices where self[index].name == name {
            self[index].shape = shape
            self[index].bytes = [UInt8](repeating: 0, count: shape.reduce(elementByteCount, *))
        }
    }

    fileprivate mutating func set(_ name: String, _ storage: String, _ shape: [Int], _ bytes: [UInt8]) {
        remove(name)
        append(SourceTensor(name, storage, shape, bytes))
    }
}
