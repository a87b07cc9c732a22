import HostileCases
import Testing

/// L: the legacy format.
@Suite struct LegacyCaseTests {
    @Test(arguments: HostileCases.legacy) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
