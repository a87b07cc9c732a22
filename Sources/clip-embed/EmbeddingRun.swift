import ByteIO
import CLIPRuntime
import ToolSupport

/// Takes inputs through a model, some at a time, and gives the results in the inputs' order.
struct EmbeddingRun {
    let model: CLIP
    /// Texts that are embedded at once.
    let batch: Int
    let truncate: Bool
    let isNormalized: Bool

    /// Pictures are read and embedded at once, each thread its own, and the threads wait for one another only behind this
    /// many batches: one thread for what another does with its last few.
    private static let batchesOfPictures = 8

    /// Calls `body` with some inputs and their embeddings, or why there are none, until all are done.
    ///
    /// Inputs that have arrived are embedded together, as many as fit a batch; those of a slow list each for itself.
    ///
    /// - Throws: what `body` throws, and failures of the model itself; those of an input are results.
    func forEachResults(
        of inputs: EmbeddingInputs,
        _ body: ([(input: EmbeddingInput, result: Result<[Float], FileError>)]) throws(FileError) -> Void
    ) throws(FileError) {
        var inputs = inputs
        while true {
            let group = try inputs.next { $0 == .image ? batch * Self.batchesOfPictures : batch }
            guard let kind = group.first?.kind else { return }
            try body(Array(zip(group, try results(of: group, kind))))
        }
    }

    private func results(
        of group: [EmbeddingInput], _ kind: EmbeddingInput.Kind
    ) throws(FileError) -> [Result<[Float], FileError>] {
        switch kind {
        case .image:
            let paths = group.map { (try? $0.path.get()) ?? "" }
            let embeddings = try model.embeddings(ofImagesAt: paths, isNormalized: isNormalized)
            return zip(group, embeddings).map { input, embedding in input.path.flatMap { _ in embedding } }
        case .text:
            let tokens = group.map { input in
                input.text.flatMap { text in
                    Result { () throws(FileError) in try model.tokens(of: text, truncate: truncate) }
                }
            }
            return try CLIP.embedding(tokens, isNormalized) { (tokens) throws(FileError) in
                try model.model.embeddings(ofTokens: tokens)
            }
        }
    }
}
