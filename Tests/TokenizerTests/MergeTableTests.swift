import Testing
import Tokenizer

struct MergeTableTests {
    private typealias Pair = MergeTable.Pair

    @Test func clipHasTheVocabularyOfTheOriginal() {
        #expect(MergeTable.clip.pairs.count == 48894)
        #expect(MergeTable.clip.tokenCount == 49408)
        #expect(MergeTable.clip.startOfText == 49406)
        #expect(MergeTable.clip.endOfText == 49407)
    }

    @Test func clipsOwnPairsMakeTheSameTable() throws {
        let copy = try MergeTable(pairs: MergeTable.clip.pairs)
        let text = "A photo of the café's 2 cats, naïve antidisestablishmentarianism!"
        #expect(Tokenizer(merges: copy).encode(text) == Tokenizer.clip.encode(text))
    }

    @Test func aTableWithoutMergesLeavesBytes() throws {
        let table = try MergeTable(pairs: [])
        #expect(table.tokenCount == 514)
        // `a` is the 65th printable byte, `b` the 66th with the mark of a word's end.
        #expect(try Tokenizer(merges: table).tokenize("ab") == [512, 64, 65 + 256, 513])
    }

    @Test func aSmallerTableMerges() throws {
        let table = try MergeTable(pairs: [Pair(left: 64, right: 65), Pair(left: 512, right: 66 + 256)])
        #expect(try Tokenizer(merges: table).tokenize("abc ab") == [514, 513, 64, 65 + 256, 515])
    }

    @Test(arguments: [
        ([Pair(left: 512, right: 0)], MergeTableError.unknownToken(rank: 0, token: 512)),
        ([Pair(left: 0, right: 0), Pair(left: 0, right: 513)], .unknownToken(rank: 1, token: 513)),
        (
            [Pair(left: 1, right: 2), Pair(left: 0, right: 0), Pair(left: 1, right: 2)],
            .duplicate(rank: 2, first: 0)
        ),
    ])
    func aListThatIsNoVocabularyIsRefused(pairs: [MergeTable.Pair], error: MergeTableError) {
        #expect(throws: error) { try MergeTable(pairs: pairs) }
        #expect(!error.description.isEmpty)
    }

    @Test func moreMergesThanIdsAreRefused() {
        let pairs = [Pair](repeating: Pair(left: 0, right: 0), count: MergeTable.largestCount + 1)
        #expect(throws: MergeTableError.tooMany(count: 65023)) { try MergeTable(pairs: pairs) }
    }

    /// Every table that begins like a good one, and every change of one byte of it: a table, with which any text can be
    /// encoded, or an error.
    @Test func everyDamageIsATableOrAnError() throws {
        let good = [(64, 65), (512, 66), (512, 322), (75, 78), (515, 515), (516, 334), (3, 3), (518, 518)]
            .map { Pair(left: $0.0, right: $0.1) }
        for count in 0...good.count { try Self.checkTexts(MergeTable(pairs: Array(good.prefix(count)))) }
        for index in good.indices {
            for mask: UInt16 in [0x00FF, 0x0001, 0x0080, 0xFF00, 0x0100, 0x8000] {
                for isLeft in [true, false] {
                    var pairs = good
                    let (left, right) = (pairs[index].left, pairs[index].right)
                    pairs[index] =
                        isLeft ? Pair(left: left ^ mask, right: right) : Pair(left: left, right: right ^ mask)
                    do throws(MergeTableError) {
                        try Self.checkTexts(MergeTable(pairs: pairs))
                    } catch {
                        #expect(!error.description.isEmpty)
                    }
                }
            }
        }
    }

    private static func checkTexts(_ table: MergeTable) {
        for text in ["", "ab abab", "lolololo", "######", "é😀"] {
            let ids = Tokenizer(merges: table).encode(text)
            #expect(ids.allSatisfy { (0..<Int32(table.tokenCount)).contains($0) })
        }
    }
}
