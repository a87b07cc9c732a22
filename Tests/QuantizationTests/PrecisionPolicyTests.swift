import Kernels
import Quantization
import Tensors
import Testing

struct PrecisionPolicyTests {
    @Test(arguments: [
        (Precision.fp32, ElementType.float32), (.fp16, .float16), (.bf16, .bfloat16),
    ])
    func floatingPointPrecisionsStoreMatricesInTheirType(precision: Precision, type: ElementType) {
        for role in Role.allCases {
            let isSmall = [.position, .vector, .scalar].contains(role)
            #expect(
                PrecisionPolicy.storage(of: role, elementCount: 512, at: precision)
                    == .floatingPoint(isSmall ? .float32 : type), "\(role)")
        }
    }

    @Test(arguments: Role.allCases) func int8QuantisesWhatItsRoleAllowsIfItIsLarge(role: Role) {
        let small = PrecisionPolicy.storage(of: role, elementCount: 4095, at: .int8)
        let large = PrecisionPolicy.storage(of: role, elementCount: 4096, at: .int8)
        let isQuantised = [.kernel, .patchKernel, .mapKernel, .poolKernel, .embedding].contains(role)
        #expect(small == .floatingPoint(.float32))
        #expect(large == (isQuantised ? .symmetricInt8 : .floatingPoint(.float32)))
    }

    @Test func whatIsNotStoredInIntegersIsNotComputedInThem() {
        for role in Role.allCases where !role.isQuantized {
            #expect(!role.reducedPrecisions.contains(.int8), "\(role)")
        }
    }

    @Test func precisionsAreSpelledAsInTheFile() {
        #expect(Precision.allCases.map(\.rawValue) == ["fp32", "fp16", "bf16", "int8"])
    }
}
