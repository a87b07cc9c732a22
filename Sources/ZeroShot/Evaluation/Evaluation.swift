public import ByteIO
public import CLIPRuntime
public import Kernels

/// How often a classifier is right about pictures of which it is known what they show.
public struct Evaluation: Sendable {
    /// A picture that could not be read.
    public struct Unreadable: Sendable {
        /// Its path in the data set.
        public let name: FilePath
        /// Why.
        public let error: FileError
    }

    /// How the pictures of one label fared.
    public struct LabelResult: Sendable {
        /// Pictures that show it, and were read.
        public var count = 0
        /// Those of which it was the likeliest label.
        public var top1 = 0
        /// Those of which it was among the five likeliest.
        public var top5 = 0
    }

    /// The labels.
    public let labels: LabelSet
    /// For each label how its pictures fared.
    public private(set) var results: [LabelResult]
    /// What the pictures were taken for: of each label that is true, and each that was likeliest.
    public private(set) var confusion: ConfusionMatrix
    /// Pictures that could not be read; they count for nothing else.
    public private(set) var unreadable: [Unreadable] = []

    /// Pictures that were read.
    public var count: Int { results.reduce(0) { $0 + $1.count } }
    /// The share of them whose label was the likeliest.
    public var top1: Double { share(\.top1) }
    /// The share of them whose label was among the five likeliest.
    public var top5: Double { share(\.top5) }

    /// Classifies all pictures of a set.
    ///
    /// Each thread reads some pictures and takes them through the tower itself, so that one decodes while another
    /// computes and none waits.
    ///
    /// - Parameters:
    ///   - classifier: of the set's labels, in the set's order.
    ///   - log: where embeddings are kept; those that it has already are not computed again.
    ///   - progress: called with the number of pictures that are done in addition; from several threads.
    /// - Throws: `mismatch` for a classifier of other labels; failures of the model, and of the log. A picture that cannot
    ///   be read is a result.
    public init(
        of pictures: PictureSet, by classifier: ZeroShotClassifier, model: CLIP, log: EmbeddingLog? = nil,
        threads: Int = availableThreads, progress: @Sendable (Int) -> Void = { _ in }
    ) throws(FileError) {
        guard classifier.labels == pictures.labels else {
            throw FileError(
                .mismatch, found: "the classifier has other labels than the images",
                allowed: "the same labels in the same order")
        }
        labels = pictures.labels
        results = [LabelResult](repeating: LabelResult(), count: labels.labels.count)
        confusion = ConfusionMatrix(labelCount: labels.labels.count)
        var remaining: [LabelledPicture] = []
        for picture in pictures.pictures {
            if let embedding = try log?.embedding(of: picture.name) {
                note(picture, try classifier.predictions(for: embedding))
                progress(1)
            } else {
                remaining.append(picture)
            }
        }
        let groups = stride(from: 0, to: remaining.count, by: Self.picturesAtOnce).map {
            remaining[$0..<min(remaining.count, $0 + Self.picturesAtOnce)]
        }
        for start in stride(from: 0, to: groups.count, by: Self.groupsBetweenWrites) {
            let run = groups[start..<min(groups.count, start + Self.groupsBetweenWrites)]
            let outcomes = try mapInParallel(count: run.count, threads: threads) { index throws(FileError) in
                defer { progress(run[start + index].count) }
                return try Self.outcomes(of: run[start + index], classifier, model)
            }
            for (picture, outcome) in zip(run.joined(), outcomes.joined()) {
                switch outcome {
                case .success(let (_, predictions)): note(picture, predictions)
                case .failure(let error): unreadable.append(Unreadable(name: picture.name, error: error))
                }
            }
            try log?.append(
                zip(run.joined(), outcomes.joined()).compactMap { picture, outcome in
                    (try? outcome.get()).map { (picture.name, $0.embedding) }
                })
        }
    }

    /// Pictures that a thread reads before it embeds them: enough that products are efficient.
    private static let picturesAtOnce = 16
    /// After so many of those the threads wait for one another, and embeddings are written down.
    private static let groupsBetweenWrites = 32

    private typealias Outcome = (embedding: [Float], predictions: [Prediction])

    private static func outcomes(
        of pictures: ArraySlice<LabelledPicture>, _ classifier: ZeroShotClassifier, _ model: CLIP
    ) throws(FileError) -> [Result<Outcome, FileError>] {
        let pixels = pictures.map { picture in
            Result { () throws(FileError) in try Self.pixels(of: picture, model) }
        }
        let outcomes = try CLIP.embedding(pixels, true) { (pixels) throws(FileError) in
            try model.model.embeddings(imageCount: pixels.count) { pixels[$0] }
        }.map { result in
            result.flatMap { embedding in
                Result { () throws(FileError) -> Outcome in
                    (embedding, Array(try classifier.predictions(for: embedding).prefix(5)))
                }
            }
        }
        return outcomes
    }

    private static func pixels(of picture: LabelledPicture, _ model: CLIP) throws(FileError) -> [Float] {
        let (file, range) = try picture.place.opened()
        // A file of its own is known by its path, a part of an archive by its name there.
        let name = if case .file = picture.place { file.path } else { picture.name }
        return try model.pixels(ofImageIn: file, range, named: name)
    }

    private mutating func note(_ picture: LabelledPicture, _ predictions: [Prediction]) {
        let rank = predictions.prefix(5).firstIndex { $0.index == picture.label }
        results[picture.label].count += 1
        results[picture.label].top1 += rank == 0 ? 1 : 0
        results[picture.label].top5 += rank == nil ? 0 : 1
        if let first = predictions.first { confusion.add(true: picture.label, taken: first.index) }
    }

    private func share(_ figure: (LabelResult) -> Int) -> Double {
        count == 0 ? 0 : Double(results.reduce(0) { $0 + figure($1) }) / Double(count)
    }
}
