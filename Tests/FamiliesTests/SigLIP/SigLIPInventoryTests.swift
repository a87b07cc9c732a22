import Families
import Layers
import ModelKit
import StrictJSON
import Tensors
import TestSupport
import Testing

/// Names and shapes against `state_dict()` of open_clip 3.3.0 with timm 1.0.31, and transformers 5.23.0.
@Suite struct SigLIPInventoryTests {
    /// The published sizes, a line each of shapes.jsonl.
    static func published() throws -> [JSONValue] {
        try Repository.fixtureBytes("siglip/shapes.jsonl").split(separator: 0x0A).map { line in
            try JSONValue(parsing: line)
        }
    }

    @Test func inventoryIsThePublishedSizesStateDict() throws {
        let published = try Self.published()
        #expect(published.count == 9)
        for line in published {
            let architecture = try SigLIPArchitecture(json: try #require(line["model"]))
            let theirs = try Self.tensors(line, "openclip")
            #expect(shapes(architecture.expectedTensors) == shapes(theirs), "\(line["name"]?.string ?? "")")
            let weights = try SigLIPArchitecture.openCLIPLayout.weights(of: theirs)
            #expect(weights.map(\.descriptor) == theirs)
        }
    }

    @Test func transformersNamesBecomeTheCanonicalOnes() throws {
        for line in try Self.published() {
            var architecture = try SigLIPArchitecture(json: try #require(line["model"]))
            if var text = architecture.text, !text.hasProjection {
                // transformers' model always has the layer; that of such a size is the identity.
                text.hasProjection = true
                architecture = try SigLIPArchitecture(
                    embedDimension: architecture.embedDimension, image: architecture.image, text: text)
            }
            let theirs = try Self.tensors(line, "huggingface")
            let weights = try SigLIPArchitecture.huggingFaceLayout.weights(of: theirs)
            #expect(shapes(weights.map(\.descriptor)) == shapes(architecture.expectedTensors))
            #expect(Set(weights.flatMap(\.parts)) == Set(theirs.map(\.name)))
        }
    }

    @Test(arguments: SigLIPFixture.all)
    func inventoryIsASmallModelsStateDict(_ fixture: SigLIPFixture) throws {
        let weights = try fixture.weights().weights.values.map(\.descriptor)
        #expect(try shapes(weights) == shapes(fixture.architecture().expectedTensors))
    }

    /// Queries are the first third of the rows, keys and values the others.
    @Test func probeAttentionIsTakenApart() throws {
        let tensor = TensorDescriptor(
            name: "vision_model.head.attention.in_proj_weight", elementType: .float32, shape: [36, 12])
        let weights = try SigLIPArchitecture.huggingFaceLayout.weights(of: [tensor])
        #expect(
            weights.map(\.name) == ["visual.trunk.attn_pool.q.weight", "visual.trunk.attn_pool.kv.weight"])
        #expect(weights.map(\.rows) == [0..<12, 12..<36])
        #expect(weights.map(\.shape) == [[12, 12], [24, 12]])
    }

    @Test(arguments: [[], [4], [10, 12]] as [Shape])
    func probeAttentionThatHasNoThirdsIsRefused(_ shape: Shape) throws {
        let tensor = TensorDescriptor(
            name: "vision_model.head.attention.in_proj_weight", elementType: .float32, shape: shape)
        let error = #expect(throws: SchemaError.self) {
            try SigLIPArchitecture.huggingFaceLayout.weights(of: [tensor])
        }
        #expect(error?.allowed == "a first dimension that divides by 3")
    }

    static func tensors(_ line: JSONValue, _ peer: String) throws -> [TensorDescriptor] {
        try #require(line[peer]?.object).members.flatMap { member in
            let shape = Shape((member.value.array ?? []).compactMap(\.integer)) ?? []
            return expanded(member.key).map {
                TensorDescriptor(name: $0, elementType: .float32, shape: shape)
            }
        }
    }

    /// The names of which one with `{0..11}` is short for.
    private static func expanded(_ name: String) -> [String] {
        let parts = name.split(separator: "{")
        guard parts.count == 2, let end = parts[1].firstIndex(of: "}"),
            let last = Int(parts[1][..<end].dropFirst(3))
        else { return [name] }
        return (0...last).map { "\(parts[0])\($0)\(parts[1][end...].dropFirst())" }
    }

    private func shapes(_ tensors: [ExpectedTensor]) -> [String: Shape] {
        Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    }

    private func shapes(_ tensors: [TensorDescriptor]) -> [String: Shape] {
        Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    }
}
