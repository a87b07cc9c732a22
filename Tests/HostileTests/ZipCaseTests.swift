import HostileCases
import Testing

/// Z: the zip container.
@Suite struct ZipCaseTests {
    @Test(arguments: HostileCases.zip) func caseIsDecided(_ hostile: HostileCase) throws {
        try hostile.check()
    }
}
