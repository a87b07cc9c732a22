import HostileCases
import Testing

/// J: TorchScript and a model's shapes.
@Suite struct TorchScriptCaseTests {
    @Test(arguments: HostileCases.torchScript) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
