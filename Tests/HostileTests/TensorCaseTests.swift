import HostileCases
import Testing

/// M: a tensor's own description.
@Suite struct TensorCaseTests {
    @Test(arguments: HostileCases.tensors) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
