import ByteIO
import ImagePreprocessing
import ModelKit
package import TestSupport
import Tokenizer

/// A parser that meets bytes of strangers, and what is needed to try it with millions of broken ones.
package struct FuzzTarget: Sendable {
    /// Its name on the command line of Scripts/fuzz.sh.
    package let name: String
    /// Good inputs to begin with.
    package let seeds: @Sendable () throws -> [[UInt8]]
    /// Hands an input to the parser and uses what comes out; throws what the parser throws.
    package let read: @Sendable ([UInt8]) throws -> Void
    /// Changes an input by what it means rather than byte by byte, where there is a way.
    var rearrange: (@Sendable ([UInt8], inout SeededGenerator) -> [UInt8])?
    /// Makes checksums in an input right again, so that what lies behind them is reached.
    var repair: (@Sendable (inout [UInt8]) -> Void)?

    /// All targets.
    package static let all = [
        zip, pickle, legacy, safeTensors, json, clipw, png, jpeg, webp, text, labels, templates, classifier,
        tar, names, http, tower, sentencePiece,
    ]

    /// Whether the parser accepts an input.
    ///
    /// It may refuse one in a documented way only: a sentence about the content. Anything else ends the process,
    /// for a file in memory cannot be missing, change, or fail to be read.
    @discardableResult
    package func accepts(_ bytes: [UInt8]) -> Bool {
        do {
            try read(bytes)
            return true
        } catch let error as FileError {
            let refusals: [FileError.Code] = [.malformed, .unsupported, .mismatch, .permission]
            precondition(refusals.contains(error.code), "no refusal of the content: \(error)")
            // To write the sentence takes longer than to find the fault, so not every time.
            if bytes.count.isMultiple(of: 8) {
                precondition(!error.description.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "\(error)")
            }
        } catch {
            let isRefusal = error is ImageError || error is TokenizerError || error is SchemaError
            precondition(isRefusal, "an error of another type: \(error)")
        }
        return false
    }

    /// A changed input, as libFuzzer asks for one.
    ///
    /// - Parameter mutate: changes bytes without knowing what they mean.
    package func mutated(
        _ bytes: [UInt8], by generator: inout SeededGenerator, _ mutate: ([UInt8]) -> [UInt8]
    ) -> [UInt8] {
        var changed = bytes
        if let rearrange, Int.random(in: 0..<4, using: &generator) > 0 {
            changed = rearrange(bytes, &generator)
        } else {
            changed = mutate(bytes)
        }
        // Now and then a checksum stays wrong.
        if let repair, Int.random(in: 0..<16, using: &generator) > 0 { repair(&changed) }
        return changed
    }
}
