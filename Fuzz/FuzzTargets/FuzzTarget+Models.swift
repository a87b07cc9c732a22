import ByteIO
import CLIPRuntime
import Families
import HostileCases
import SafeTensors
import SentencePiece
import WeightFile

extension FuzzTarget {
    /// A `.clipw` file through both of its towers: what its digests do not forbid is computed with.
    static let tower = FuzzTarget(
        name: "tower",
        seeds: { [ClipwEditor.good] },
        read: { bytes in
            let file = try ClipwFile(SafeTensorsFile(InputFile(inMemory: bytes, namedAs: "input")))
            var options = RuntimeOptions()
            options.threads = 1
            let model = try CLIP(file, options: options)
            if let side = model.model.imageResolution {
                _ = try model.model.embed(pixels: [[Float](repeating: 0.5, count: 3 * side * side)])
            }
            if let vocabularySize = model.model.vocabularySize {
                let last = Int32(vocabularySize - 1)
                _ = try model.model.embed(tokens: [[0, last]])
            }
        },
        repair: { ClipwDigests.repair(&$0) })

    /// A SentencePiece model or its `tokenizer.json`, by way of its tables, and texts cut by it.
    static let sentencePiece = FuzzTarget(
        name: "sentencepiece",
        seeds: {
            // `<unk>`, `a` and `▁ab`: unigram, and BPE with another normalisation.
            let pieces: [UInt8] = [10, 9, 10, 5, 60, 117, 110, 107, 62, 24, 2, 10, 3, 10, 1, 97]
            let more: [UInt8] = [10, 12, 10, 5, 0xE2, 0x96, 0x81, 97, 98, 21, 0, 0, 128, 191]
            let unigram =
                #"{"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["▁ab",-1]]},"normalizer":{"type":"Lowercase"}}"#
            let pairs =
                #"{"added_tokens":[{"id":3,"content":"ab"}],"model":{"type":"BPE","unk_token":"<unk>","#
                + #""vocab":{"<unk>":0,"a":1,"b":2,"ab":3},"merges":[["a","b"]]}}"#
            return [pieces + more, pieces + more + [18, 2, 24, 2, 26, 4, 24, 0, 40, 0]]
                + [unigram, pairs].map { Array($0.utf8) }
        },
        read: { bytes in
            let model =
                bytes.first == UInt8(ascii: "{")
                ? try TokenizerJSON(bytes).model : try SentencePieceModel(protobuf: bytes)
            let tokenizer = try SentencePieceTokenizer(SentencePieceModel(model.tables))
            // The model's own bytes are a text of any length.
            for text in [" ab a\u{301} \u{3000}x\u{1F44D}", String(decoding: bytes, as: UTF8.self)] {
                let ids = tokenizer.encode(text)
                precondition(
                    ids.allSatisfy { tokenizer.model.pieces.indices.contains(Int($0)) }, "ids out of range")
            }
        })
}
