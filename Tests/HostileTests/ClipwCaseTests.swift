import HostileCases
import Testing

/// C: `.clipw` files.
@Suite struct ClipwCaseTests {
    @Test(arguments: HostileCases.clipw) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
