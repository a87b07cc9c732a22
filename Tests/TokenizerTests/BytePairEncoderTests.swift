import Testing

@testable import Tokenizer

struct BytePairEncoderTests {
    /// The original's way: all occurrences of the pair of lowest rank, front to back, until none is left.
    private func simplest(_ word: [UInt8], _ merges: MergeTable) -> [Int32] {
        var tokens = word.map { ByteTokens.ids[Int($0)] }
        tokens[tokens.count - 1] += ByteTokens.endOfWord
        while true {
            let pairs = zip(tokens, tokens.dropFirst()).map { MergeTable.Pair(left: $0, right: $1) }
            guard let rank = pairs.compactMap(merges.rank).min() else { return tokens.map(Int32.init) }
            var merged: [UInt16] = []
            var index = 0
            while index < tokens.count {
                let isPair = index < pairs.count && merges.rank(of: pairs[index]) == rank
                merged.append(isPair ? merges.token(ofRank: rank) : tokens[index])
                index += isPair ? 2 : 1
            }
            tokens = merged
        }
    }

    @Test(arguments: [
        "a", "aaaaaaa", "ababab", "mississippi", "lalalalalala", "#!#!!#", "internationalisation", "zzzzzzzz",
    ])
    func pairsMergeInTheOrderOfTheOriginal(word: String) {
        var tokens: [Int32] = []
        BytePairEncoder(merges: .clip).encode(word: Array(word.utf8)[...], into: &tokens)
        #expect(tokens == simplest(Array(word.utf8), .clip))
    }

    @Test func anyWordOfTwoLettersMergesInTheOrderOfTheOriginal() throws {
        let a: UInt16 = 64
        let b: UInt16 = 65
        let pairs = [
            (a, a), (512, a), (a, b), (512, 514), (b, 512), (513, a + 256), (514, b + 256), (515, 515),
        ]
        let table = try MergeTable(pairs: pairs.map { MergeTable.Pair(left: $0.0, right: $0.1) })
        for bits in 0..<(1 << 11) {
            let word = (0...10).map { bits >> $0 & 1 == 0 ? UInt8(ascii: "a") : UInt8(ascii: "b") }
            var tokens: [Int32] = []
            BytePairEncoder(merges: table).encode(word: word[...], into: &tokens)
            #expect(tokens == simplest(word, table))
        }
    }
}
