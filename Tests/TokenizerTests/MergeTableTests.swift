import Testing
import Tokenizer

@Suite("A merge table")
struct MergeTableTests {
    @Test func clipHasItsVocabulary() {
        #expect(MergeTable.clip.pairs.count == 48894)
        #expect(MergeTable.clip.tokenCount == 49408)
        #expect(MergeTable.clip.startOfText == 49406)
        #expect(MergeTable.clip.endOfText == 49407)
    }
}
