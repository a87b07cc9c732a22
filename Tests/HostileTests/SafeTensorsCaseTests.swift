import HostileCases
import Testing

/// S: safetensors and its shards.
@Suite struct SafeTensorsCaseTests {
    @Test(arguments: HostileCases.safetensors) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
