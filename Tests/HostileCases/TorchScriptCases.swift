import ByteIO
import ModelKit
import TestSupport

// J: TorchScript archives, and models that are not CLIP's.
extension HostileCases {
    /// Cases of TorchScript archives and of a model's shapes.
    package static var torchScript: [HostileCase] { scriptArchives + modelShapes }

    /// A small module tree in OpenAI's layout, no CLIP model.
    static let smallScript = TorchScriptBuilder([
        SourceTensor("weight", "FloatStorage", [2, 3], Array(0..<24)),
        SourceTensor("inner.bias", "FloatStorage", [3], Array(24..<36)),
    ])
    /// Its bytes.
    package static var smallScriptArchive: [UInt8] { smallScript.archive().build() }
    static let smallScriptTensors: [String: [UInt8]] = [
        "weight": Array(0..<24), "inner.bias": Array(24..<36),
    ]

    /// What a model's weights read as.
    static func contents(of tensors: [SourceTensor]) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.bytes) })
    }

    private static func changedScript(_ change: (inout TorchScriptBuilder) -> Void) -> [UInt8] {
        var builder = smallScript
        change(&builder)
        return builder.archive().build()
    }

    private static func model(
        _ id: String, _ name: String, _ source: TinyCLIP.SourceArchitecture, _ style: TorchScriptBuilder.Style
    ) -> HostileCase {
        let tensors = TinyCLIP.weights(of: source)
        return HostileCase(id, name, .read { contents(of: tensors) }, modelRefusal: nil) {
            TorchScriptBuilder(tensors, style: style).archive().build()
        }
    }

    private static let scriptArchives: [HostileCase] = [
        model("J1", "vision transformer in OpenAI's layout", TinyCLIP.vit, .openAI),
        model("J1", "ResNet in OpenAI's layout", TinyCLIP.resNet, .openAI),
        model("J2", "vision transformer of PyTorch 2.13", TinyCLIP.vit, .current),
        .read("J1", "no CLIP model in OpenAI's layout", changedScript { _ in }, as: smallScriptTensors),
        .refused(
            "J3", "constants without a module",
            changed { $0.entries.append(.init("archive/constants.pkl", [0])) }, "as TorchScript"),
        .refused(
            "J3", "class that only looks like TorchScript's",
            changedScript { $0.rootModule = "__torch__x.Module" }, "an object of __torch__x.Module",
            .unsupported),
        .read(
            "J4", "constants, code and traces that nobody may read", withHostileCode(), as: smallScriptTensors
        ),
        .refused("J5", "attribute 'a.b'", withAttribute("a.b"), "a member is named 'a.b'"),
        .refused("J5", "attribute without a name", withAttribute(""), "a member is named ''"),
        .refused("J5", "attribute '..'", withAttribute(".."), "a member is named '..'"),
        .refused("J5", "one attribute twice", withAttribute("weight"), "two tensors of this name"),
        .read(
            "J5", "two Unicode forms are two names", twoForms(),
            as: smallScriptTensors.merging(["\u{E9}": Array(0..<24), "e\u{301}x": Array(0..<24)]) { $1 }),
        .read("J6", "one module under two names", sharedModule(), as: ["m.a": sixFloats, "n.a": sixFloats]),
        .read(
            "J7", "module whose state is a tuple",
            changedScript {
                $0.rootAttributes = {
                    $0.string("other")
                    $0.global("__torch__", "Other")
                    $0.raw([0x29, 0x81, 0x4B, 1, 0x85, 0x62])
                }
            }, as: smallScriptTensors),
        .refused(
            "J7", "root whose state is a tuple",
            archive(
                pickle {
                    $0.global("__torch__", "Other")
                    $0.raw([0x29, 0x81, 0x4B, 1, 0x85, 0x62])
                }), "no tensors", .unsupported),
        .refused(
            "J13", "archive of before PyTorch 1.2",
            ZipBuilder([
                .init("model/model.json", Array("{}".utf8)), .init("model/version", Array("1\n".utf8)),
            ])
            .build(), "no 'model/data.pkl'", .unsupported),
        .refused(
            "J13", "mobile archive",
            ZipBuilder([
                .init("model/bytecode.pkl", [0x80, 2, 0x29, 0x2E]), .init("model/version", Array("3\n".utf8)),
            ])
            .build(), "no 'model/data.pkl'", .unsupported),
    ]

    /// A further attribute of the root, which is the first tensor again.
    private static func withAttribute(_ name: String) -> [UInt8] {
        changedScript {
            $0.rootAttributes = {
                $0.string(name)
                $0.tensor(key: "0", count: 6, shape: [2, 3], strides: [3, 1])
            }
        }
    }

    private static func twoForms() -> [UInt8] {
        changedScript {
            $0.rootAttributes = {
                for name in ["\u{E9}", "e\u{301}x"] {
                    $0.string(name)
                    $0.tensor(key: "0", count: 6, shape: [2, 3], strides: [3, 1])
                }
            }
        }
    }

    private static func sharedModule() -> [UInt8] {
        archive(
            pickle {
                $0.global("__torch__", "Root")
                $0.raw([0x29, 0x81])
                $0.dictionary {
                    $0.string("m")
                    $0.global("__torch__", "Inner")
                    $0.raw([0x29, 0x81])
                    $0.dictionary { honestTensor(&$0) }
                    $0.raw([0x62, 0x71, 0])
                    $0.string("n")
                    $0.raw([0x68, 0])
                }
                $0.code("b")
            })
    }

    /// A pickle that would act, a bomb, and noise where no weight is.
    private static func withHostileCode() -> [UInt8] {
        var zip = smallScript.archive()
        zip["ViT-B-32/constants.pkl"].payload = pickle(payload)
        zip["ViT-B-32/code/__torch__/multimodal"] = .init(
            deflating: [UInt8](repeating: 0, count: 64 << 20), as: "ViT-B-32/code/__torch__/multimodal")
        zip["ViT-B-32/code/__torch__/multimodal.debug_pkl"].payload = [0xFF, 0xFF, 0xFF]
        return zip.build()
    }
}
