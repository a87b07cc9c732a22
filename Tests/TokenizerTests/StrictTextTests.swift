import Testing

@testable import Tokenizer

struct StrictTextTests {
    @Test func validBytesAreTheText() {
        #expect(StrictText.decode(Array("naïve 👩‍👧".utf8)) == .success("naïve 👩‍👧"))
    }

    @Test(arguments: [
        ([0xFF], 0), ([0x61, 0xC3], 1), ([0xC3, 0xA9, 0xA9], 2), ([0xC0, 0x80], 0),
        ([0x61, 0xED, 0xA0, 0x80], 1), ([0xF0, 0x9F, 0x91, 0x41], 0), ([0xF4, 0x90, 0x80, 0x80], 0),
    ])
    func theFirstByteThatIsNoTextIsNamed(bytes: [UInt8], offset: Int) {
        #expect(StrictText.decode(bytes) == .failure(StrictText.InvalidUTF8(offset: offset)))
    }
}
