import Kernels
import Testing

struct InstructionSetTests {
    @Test func theBestIsAmongThoseAvailableAndSoIsThePortableOne() {
        #expect(InstructionSet.available.last == .best)
        #expect(InstructionSet.available.first?.description == "portable")
    }

    @Test func eachHasItsOwnName() {
        #expect(Set(InstructionSet.available.map(\.description)).count == InstructionSet.available.count)
    }
}
