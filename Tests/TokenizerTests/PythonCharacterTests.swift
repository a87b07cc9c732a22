import Testing

@testable import Tokenizer

/// What the standard library says of characters, held to what CPython 3.11 says.
struct PythonCharacterTests {
    /// The digest is what Scripts/make_tokenizer_goldens.py prints.
    ///
    /// A standard library with a newer Unicode must not change it.
    @Test func everyCharacterIsWhatItIsToCPython() {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for value in Array(0..<0x20000) + Array(0xE0000..<0xE0200) {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            var properties: UInt64 = scalar.isPythonSpace ? 1 : 0
            properties |= scalar.isPythonWord ? 2 : 0
            properties |= scalar.isPythonDigit ? 4 : 0
            properties |= TextCleaning.lowercase(["a", "Σ", scalar])[1] == "ς" ? 8 : 0
            properties |= TextCleaning.lowercase(["a", "Σ", scalar, "a"])[1] == "ς" ? 16 : 0
            properties |= UInt64(scalar.pythonCombiningClass) << 5
            for number in [properties] + TextCleaning.lowercase([scalar]).map({ UInt64($0.value) }) {
                digest = (digest ^ number) &* 0x100_0000_01B3
            }
        }
        #expect(digest == 0xEB3C_F054_4ECB_1713)
    }
}
