import Layers
import Quantization
import Tensors
import Testing

@testable import Families

/// What an int8 file of the published models has in 8 bits.
struct StorageTests {
    @Test(arguments: [
        ("ViT-B/32", "token_embedding.weight"), ("ViT-B/32", "transformer.resblocks.0.attn.in_proj_weight"),
        ("ViT-B/32", "transformer.resblocks.0.attn.out_proj.weight"),
        ("ViT-B/32", "visual.transformer.resblocks.11.mlp.c_fc.weight"),
        ("ViT-B/32", "visual.transformer.resblocks.11.mlp.c_proj.weight"),
        ("ViT-B/32", "visual.conv1.weight"), ("RN50", "visual.layer3.0.conv1.weight"),
        ("RN50", "visual.layer4.0.downsample.0.weight"), ("RN50", "visual.attnpool.c_proj.weight"),
        ("RN50", "visual.attnpool.q_proj.weight"),
    ])
    func int8QuantisesMatricesConvolutionsAndTheTokenEmbedding(model: String, name: String) throws {
        #expect(try storage(of: name, in: model) == .symmetricInt8)
    }

    @Test(arguments: [
        ("ViT-B/32", "visual.proj"), ("ViT-B/32", "text_projection"), ("ViT-B/32", "positional_embedding"),
        ("ViT-B/32", "visual.positional_embedding"), ("ViT-B/32", "visual.class_embedding"),
        ("ViT-B/32", "ln_final.weight"), ("ViT-B/32", "transformer.resblocks.0.attn.in_proj_bias"),
        ("ViT-B/32", "logit_scale"), ("RN50", "visual.attnpool.positional_embedding"),
        ("RN50x64", "visual.layer4.0.bn3.running_var"),
        // What a ResNet first does to the pixels.
        ("RN50", "visual.conv1.weight"), ("RN50", "visual.conv2.weight"), ("RN50", "visual.conv3.weight"),
        ("RN50", "visual.layer1.0.conv1.weight"), ("RN50", "visual.layer2.3.conv2.weight"),
    ])
    func int8LeavesTheOthersInFloat32(model: String, name: String) throws {
        #expect(try storage(of: name, in: model) == .floatingPoint(.float32))
    }

    private func storage(of name: String, in model: String) throws -> WeightStorage {
        let architecture = try #require(CLIPArchitecture.published(model))
        let tensor = try #require(architecture.expectedTensors.first { $0.name == name })
        return tensor.storage(at: .int8)
    }
}
