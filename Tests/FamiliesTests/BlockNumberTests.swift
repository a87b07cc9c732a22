import Tensors
import Testing

@testable import Families
@testable import ModelKit

struct BlockNumberTests {
    @Test(arguments: [
        "00", "01", "1_000", "+1", "-1", "", " 1", "1 ", "٣", "１", "0x1", "1e0", "1000000",
        "18446744073709551616",
    ])
    func otherSpellingsOfANumberAreRefused(_ number: String) throws {
        let name = "transformer.resblocks.\(number).ln_1.bias"
        let tensors = try CLIPArchitecture.small().descriptors().adding(name, [64])
        for check in [
            { _ = try CLIPArchitecture(inferringFrom: tensors, activation: .gelu) },
            { _ = try Dialect.openAI.canonicalWeights(from: tensors) },
        ] {
            let error = #expect(throws: SchemaError.self) { try check() }
            #expect(error?.location == name)
            #expect(error?.found == "'\(number)' in place of a block's number")
        }
    }

    @Test func aPatternAndItsNumberMakeTheName() throws {
        let pattern = try NamePattern("visual.layer3.10.downsample.0.weight")
        #expect(pattern.pattern == "visual.layer3.*.downsample.0.weight")
        #expect(pattern.stem == "visual.layer3")
        #expect(pattern.block == 10)
        #expect(pattern.filling("a.*.b") == "a.10.b")
        #expect(try NamePattern("visual.layer3") == NamePattern("visual.layer3"))
        #expect(try NamePattern("visual.layer3").block == nil)
    }

    @Test func aGapBetweenBlocksIsRefused() throws {
        var tensors = try CLIPArchitecture.small().descriptors()
        for tensor in tensors where tensor.name.hasPrefix("transformer.resblocks.2.") {
            let other = tensor.name.replacing("resblocks.2.", with: "resblocks.3.")
            tensors = tensors.renaming(tensor.name, other)
        }
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        #expect(error?.location == "transformer.resblocks.2")
        #expect(error?.found == "missing")
    }

    @Test func aStageOfAResNetWithoutBlocksIsRefused() throws {
        let tensors = PeerStateDicts.tensors(PeerStateDicts.openAIResNet).filter {
            !DroppedTensors.contains($0.name) && !$0.name.hasPrefix("visual.layer3.")
        }
        let error = #expect(throws: SchemaError.self) {
            try CLIPArchitecture(inferringFrom: tensors, activation: .gelu)
        }
        #expect(error?.location == "visual.layer3")
        #expect(error?.found == "0 blocks")
    }

    @Test(.timeLimit(.minutes(1)))
    func aHundredThousandBlocksAreRefusedByTheLimit() throws {
        let small = try CLIPArchitecture.small()
        let block = small.descriptors().filter { $0.name.hasPrefix("transformer.resblocks.0.") }
        var tensors = small.descriptors()
        for number in 3..<100_000 {
            for tensor in block.prefix(1) {
                let name = tensor.name.replacing("resblocks.0", with: "resblocks.\(number)")
                tensors.append(TensorDescriptor(name: name, elementType: .float32, shape: tensor.shape))
            }
        }
        for dialect in [Dialect.openAI, .openCLIP] {
            let error = #expect(throws: SchemaError.self) { try dialect.canonicalWeights(from: tensors) }
            #expect(error?.location == "transformer.resblocks")
            #expect(error?.found == "100000 blocks")
            #expect(error?.allowed == "1 to 1024")
        }
    }
}
