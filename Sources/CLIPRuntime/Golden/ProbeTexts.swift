/// The texts that every model is probed with, as token ids: Formats/clipw.md, section 6.
enum ProbeTexts {
    /// The sentences, and their ids in CLIP's own vocabulary.
    static let sentences: [(text: String, ids: [Int32])] = [
        ("a photo of a cat", [49406, 320, 1125, 539, 320, 2368, 49407]),
        (
            "a photo of a dog playing in the snow",
            [49406, 320, 1125, 539, 320, 1929, 1629, 530, 518, 2583, 49407]
        ),
        ("a diagram", [49406, 320, 22697, 49407]),
        (
            "two red circles above a blue square",
            [49406, 1237, 736, 19411, 4348, 320, 1746, 3999, 49407]
        ),
        (
            "the quick brown fox jumps over the lazy dog",
            [49406, 518, 3712, 2866, 3240, 18911, 962, 518, 10753, 1929, 49407]
        ),
        (
            "an aerial view of a city at night, long exposure",
            [49406, 550, 12440, 1093, 539, 320, 1305, 536, 930, 267, 1538, 11903, 49407]
        ),
        ("42", [49406, 275, 273, 49407]),
        (
            "a black and white portrait of an old woman, looking out of a window while it rains outside",
            [
                49406, 320, 1449, 537, 1579, 5352, 539, 550, 896, 2308, 267, 1312, 620, 539, 320, 4879, 1519,
                585, 14272,
                2782, 49407,
            ]
        ),
    ]

    /// Ids for a model: the sentences where its vocabulary has the size of CLIP's, else numbers drawn between
    /// the last two ids, which are the start and the end of text.
    static func all(vocabularySize vocabulary: Int, contextLength context: Int) -> [[Int32]] {
        if vocabulary == 49408 {
            return sentences.map(\.ids).map { ids in
                ids.count <= context ? ids : Array(ids.prefix(context - 1)) + ids.suffix(1)
            }
        }
        var generator = SplitMix64(seed: 4)
        return [1, 2, 3, 5, 8, 13, 21, 34].map { length in
            let words = (0..<max(min(length, context - 2), 0)).map { _ in
                Int32(truncatingIfNeeded: generator.next() % UInt64(max(vocabulary - 2, 1)))
            }
            return [Int32(vocabulary - 2)] + words + [Int32(vocabulary - 1)]
        }
    }
}
