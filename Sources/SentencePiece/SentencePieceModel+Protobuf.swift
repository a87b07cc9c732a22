package import ByteIO

extension SentencePieceModel {
    /// The model in a file; throws as `init(protobuf:)`, and what reading throws.
    package init(_ file: InputFile) throws(FileError) {
        try Self.requireSize(file.byteCount)
        try self.init(protobuf: file.bytes(file.byteCount, at: 0))
    }

    /// The model in the bytes of a `spiece.model` or `tokenizer.model` file.
    ///
    /// - Throws: `malformed` for what is no message of this kind, for a piece that is empty, not UTF-8 or
    ///   there twice, for a vocabulary without an unknown piece, or beyond the limits; `unsupported` for an
    ///   algorithm other than unigram and BPE.
    package init(protobuf bytes: [UInt8]) throws(FileError) {
        try Self.requireSize(bytes.count)
        var pieces: [Piece] = []
        var trainer = TrainerFields()
        var normalization = Normalization()
        var reader = ProtobufReader(bytes, in: bytes.indices)
        while let (number, value) = try reader.next() {
            switch (number, value.range) {
            case (1, let range?):
                guard pieces.count < Limits.pieces else {
                    throw FileError(
                        .malformed, at: "offset \(range.lowerBound)",
                        found: "there are more and more pieces", allowed: "at most \(Limits.pieces)")
                }
                pieces.append(try Piece(protobuf: bytes, in: range))
            case (2, let range?): try trainer.read(bytes, in: range)
            case (3, let range?): try normalization.read(bytes, in: range)
            default: break
            }
        }
        normalization.treatsSpaceAsSuffix = trainer.treatsSpaceAsSuffix
        try self.init(
            algorithm: trainer.algorithm(), pieces: pieces, fallsBackToBytes: trainer.fallsBackToBytes,
            normalization: normalization)
    }

    static func requireSize(_ byteCount: Int) throws(FileError) {
        guard byteCount <= Limits.modelBytes else {
            throw FileError(
                .malformed, found: "the tokenizer model has \(byteCount) bytes",
                allowed: "at most \(Limits.modelBytes)")
        }
    }

    /// A model whose parts fit together.
    init(
        algorithm: Algorithm, pieces: [Piece], fallsBackToBytes: Bool, normalization: Normalization
    ) throws(FileError) {
        // As bytes: two spellings of one accented letter are two pieces.
        var texts: Set<[UInt8]> = []
        texts.reserveCapacity(pieces.count)
        for (id, piece) in pieces.enumerated() where !texts.insert(Array(piece.text.utf8)).inserted {
            throw FileError(.malformed, at: "piece \(id)", found: "'\(piece.text)' is there twice")
        }
        let unknown = pieces.indices.filter { pieces[$0].kind == .unknown }
        guard unknown.count == 1, let unknown = unknown.first else {
            throw FileError(
                .malformed, found: "the tokenizer has \(unknown.count) unknown pieces", allowed: "one")
        }
        self.algorithm = algorithm
        self.pieces = pieces
        self.unknown = Int32(unknown)
        self.fallsBackToBytes = fallsBackToBytes
        self.normalization = normalization
        if fallsBackToBytes {
            let count = pieces.count { $0.kind == .byte }
            guard count == 256, byteIDs() != nil else {
                throw FileError(
                    .malformed, found: "the tokenizer has \(count) pieces for bytes",
                    allowed: "<0x00> to <0xFF>")
            }
        }
    }

    /// Ids of the pieces `<0x00>` to `<0xFF>`; nil where one is missing.
    func byteIDs() -> [Int32]? {
        var ids = [Int32](repeating: -1, count: 256)
        for (id, piece) in pieces.enumerated() where piece.kind == .byte {
            guard piece.text.hasPrefix("<0x"), piece.text.hasSuffix(">"), piece.text.utf8.count == 6,
                let byte = UInt8(piece.text.dropFirst(3).dropLast(), radix: 16)
            else { return nil }
            ids[Int(byte)] = Int32(id)
        }
        return ids.contains(-1) ? nil : ids
    }
}

extension SentencePieceModel.Piece {
    fileprivate init(protobuf bytes: [UInt8], in range: Range<Int>) throws(FileError) {
        let place = "offset \(range.lowerBound)"
        var text: Range<Int>?
        var (score, kind): (Float, SentencePieceModel.Kind) = (0, .normal)
        var reader = ProtobufReader(bytes, in: range)
        while let (number, value) = try reader.next() {
            switch number {
            case 1: text = value.range
            case 2: score = value.float ?? .nan
            case 3:
                guard
                    let known = value.int32.flatMap({ UInt8(exactly: $0) })
                        .flatMap(SentencePieceModel.Kind.init(rawValue:))
                else {
                    throw FileError(.malformed, at: place, found: "a piece is of an unknown kind")
                }
                kind = known
            default: break
            }
        }
        guard let text, (1...Limits.pieceBytes).contains(text.count) else {
            throw FileError(
                .malformed, at: place, found: "a piece has \(text?.count ?? 0) bytes",
                allowed: "1 to \(Limits.pieceBytes)")
        }
        guard score.isFinite else {
            throw FileError(.malformed, at: place, found: "a piece's score is not a finite number")
        }
        self.init(
            text: try FileError.requireText(bytes[text], "a piece", at: place), score: score, kind: kind)
    }
}

/// What counts of a `TrainerSpec`; the rest says how the model was trained.
private struct TrainerFields {
    private var modelType: Int32 = 1
    private(set) var fallsBackToBytes = false
    private(set) var treatsSpaceAsSuffix = false

    mutating func read(_ bytes: [UInt8], in range: Range<Int>) throws(FileError) {
        var reader = ProtobufReader(bytes, in: range)
        while let (number, value) = try reader.next() {
            switch number {
            case 3: modelType = value.int32 ?? -1
            case 24: treatsSpaceAsSuffix = value.int32 != 0
            case 35: fallsBackToBytes = value.int32 != 0
            default: break
            }
        }
    }

    func algorithm() throws(FileError) -> SentencePieceModel.Algorithm {
        switch modelType {
        case 1: return .unigram
        case 2: return .bytePair
        default:
            throw FileError(
                .unsupported, found: "the tokenizer model is of type \(modelType)",
                allowed: "1 (unigram) or 2 (BPE)")
        }
    }
}

extension SentencePieceModel.Normalization {
    fileprivate mutating func read(_ bytes: [UInt8], in range: Range<Int>) throws(FileError) {
        var reader = ProtobufReader(bytes, in: range)
        while let (number, value) = try reader.next() {
            switch number {
            case 2: characterMap = value.range.map { Array(bytes[$0]) } ?? []
            case 3: addsDummyPrefix = value.int32 != 0
            case 4: removesExtraSpaces = value.int32 != 0
            case 5: escapesSpaces = value.int32 != 0
            default: break
            }
        }
    }
}
