import HostileCases
import Testing

/// P: the pickle.
@Suite struct PickleCaseTests {
    @Test(arguments: HostileCases.pickle) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
