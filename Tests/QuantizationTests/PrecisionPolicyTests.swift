import Quantization
import Tensors
import Testing

struct PrecisionPolicyTests {
    private func storage(_ name: String, _ shape: Shape, at precision: Precision) -> WeightStorage {
        PrecisionPolicy.storage(
            of: TensorDescriptor(name: name, elementType: .float16, shape: shape), at: precision)
    }

    @Test(arguments: [
        (Precision.fp32, ElementType.float32), (.fp16, .float16), (.bf16, .bfloat16),
    ])
    func floatingPointPrecisionsStoreEveryWeightInTheirType(precision: Precision, type: ElementType) {
        #expect(storage("visual.proj", [768, 512], at: precision) == .floatingPoint(type))
        #expect(storage("ln_final.bias", [512], at: precision) == .floatingPoint(type))
        #expect(storage("token_embedding.weight", [49408, 512], at: precision) == .floatingPoint(type))
    }

    @Test(arguments: Precision.allCases)
    func aSingleNumberStaysFloat32(precision: Precision) {
        #expect(storage("logit_scale", [], at: precision) == .floatingPoint(.float32))
        #expect(storage("logit_scale", [1], at: precision) == .floatingPoint(.float32))
    }

    @Test(arguments: [
        ("token_embedding.weight", [49408, 512]),
        ("transformer.resblocks.0.attn.in_proj_weight", [1536, 512]),
        ("transformer.resblocks.0.attn.out_proj.weight", [512, 512]),
        ("visual.transformer.resblocks.11.mlp.c_fc.weight", [3072, 768]),
        ("visual.transformer.resblocks.11.mlp.c_proj.weight", [768, 3072]),
        ("visual.conv1.weight", [768, 3, 32, 32]),
        ("visual.layer3.0.conv1.weight", [256, 512, 1, 1]),
        ("visual.layer4.0.downsample.0.weight", [2048, 1024, 1, 1]),
        ("visual.attnpool.c_proj.weight", [1024, 2048]),
        ("visual.attnpool.q_proj.weight", [2048, 2048]),
    ])
    func int8QuantisesMatricesConvolutionsAndTheTokenEmbedding(name: String, dimensions: [Int]) throws {
        let shape = try #require(Shape(dimensions))
        #expect(storage(name, shape, at: .int8) == .symmetricInt8)
    }

    @Test(arguments: [
        ("visual.proj", [768, 512]), ("text_projection", [512, 512]),
        ("positional_embedding", [77, 512]), ("visual.positional_embedding", [50, 768]),
        ("visual.attnpool.positional_embedding", [50, 2048]), ("visual.class_embedding", [768]),
        ("ln_final.weight", [4096]), ("visual.bn1.running_var", [8192]),
        ("transformer.resblocks.0.attn.in_proj_bias", [6144]),
        // What a ResNet first does to the pixels.
        ("visual.conv2.weight", [32, 32, 3, 3]), ("visual.conv3.weight", [64, 32, 3, 3]),
        ("visual.layer1.0.conv1.weight", [64, 64, 1, 1]), ("visual.layer2.3.conv2.weight", [128, 128, 3, 3]),
        // Small, by a little and by much.
        ("visual.conv1.weight", [32, 3, 3, 3]), ("visual.layer3.0.conv1.weight", [63, 65, 1, 1]),
        // Ends in the letters, but is no layer's weight.
        ("visual.reweight", [768, 512]), ("visual.proj.weight.scale", [768, 512]),
    ])
    func int8LeavesTheOthersInFloat32(name: String, dimensions: [Int]) throws {
        let shape = try #require(Shape(dimensions))
        #expect(storage(name, shape, at: .int8) == .floatingPoint(.float32))
    }

    @Test func precisionsAreSpelledAsInTheFile() {
        #expect(Precision.allCases.map(\.rawValue) == ["fp32", "fp16", "bf16", "int8"])
    }
}
