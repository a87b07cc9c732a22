import ByteIO
import Testing

/// Texts that take the square of their length to compare are told apart from all others.
@Suite struct CombiningRunTests {
    @Test(arguments: [
        ("", false), ("plain", false), (String(repeating: "\u{E9}", count: 1000), false),
        (String(repeating: "e\u{301}\u{323}", count: 1000), false),
        ("e" + String(repeating: "\u{301}\u{323}", count: 128), false),
        ("e" + String(repeating: "\u{301}\u{323}", count: 128) + "\u{301}", true),
        (String(repeating: "\u{1F469}\u{200D}", count: 1000), false),
        (String(repeating: "\u{1D165}", count: 257) + "a", true),
    ])
    func longRunsAreFound(_ text: String, _ isTooLong: Bool) {
        #expect(CombiningRun.isTooLong(in: text) == isTooLong)
    }
}
