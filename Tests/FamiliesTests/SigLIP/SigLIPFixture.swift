import ByteIO
import Engines
import Families
import Layers
import ModelKit
import SafeTensors
import StrictJSON
import Tensors
import TestSupport
import Testing

/// A small model of a peer, made by Scripts/make_siglip_fixtures.py.
struct SigLIPFixture: CustomTestStringConvertible {
    let name: String
    let layout: Layout

    var testDescription: String { name }

    static let all = [
        SigLIPFixture(name: "openclip", layout: SigLIPArchitecture.openCLIPLayout),
        SigLIPFixture(name: "openclip-plain", layout: SigLIPArchitecture.openCLIPLayout),
        SigLIPFixture(name: "huggingface", layout: SigLIPArchitecture.huggingFaceLayout),
    ]

    func file(_ kind: String = "") throws -> SafeTensorsFile {
        try SafeTensorsFile(InputFile(path: Repository.fixture("siglip/\(name)\(kind).safetensors")))
    }

    /// What the peer was told to build.
    func architecture() throws -> SigLIPArchitecture {
        let text = try #require(try file().header.metadata.first { $0.key == "model" }?.value)
        return try SigLIPArchitecture(json: JSONValue(parsing: Array(text.utf8)))
    }

    /// The tokens of each golden text, not filled up.
    func tokens() throws -> [[Int32]] {
        let text = try #require(try file(".golden").header.metadata.first { $0.key == "tokens" }?.value)
        let rows = try #require(try JSONValue(parsing: Array(text.utf8)).array)
        return rows.map { row in (row.array ?? []).compactMap(\.integer).map(Int32.init) }
    }

    /// A tensor of the goldens, its first dimension the rows.
    func golden(_ name: String) throws -> Matrix {
        let file = try file(".golden")
        let entry = try #require(file.header.entries.first { $0.descriptor.name == name })
        let numbers = try file.floats(entry)
        let rows = entry.descriptor.shape.dimensions[0]
        return Matrix(rows: rows, columns: numbers.count / rows, numbers)
    }

    func weights() throws -> FixtureWeights {
        let file = try file()
        let weights = try layout.weights(of: file.header.entries.map(\.descriptor))
        return FixtureWeights(
            file: file,
            weights: Dictionary(weights.map { ($0.name, $0) }) { first, _ in first })
    }
}

extension SigLIPArchitecture {
    /// The model of a description: `embed_dim`, `image` and `text`, whatever else is there.
    init(json: JSONValue) throws(SchemaError) {
        let fields = try FieldReader(json, at: "model")
        try self.init(
            embedDimension: fields.integer("embed_dim"),
            image: fields.has("image") ? fields.object("image") : nil,
            text: fields.has("text") ? fields.object("text") : nil)
    }
}

/// The weights of a fixture under their canonical names.
struct FixtureWeights: WeightSource {
    let file: SafeTensorsFile
    let weights: [String: CanonicalWeight]

    func weight(_ name: String) throws(FileError) -> StoredWeight {
        guard let weight = weights[name] else {
            throw FileError(.malformed, at: "tensor '\(name)'", found: "missing")
        }
        var floats: [Float] = []
        for part in weight.parts {
            for entry in file.header.entries where entry.descriptor.name == part {
                let numbers = try file.floats(entry)
                let columns = numbers.count / max(entry.descriptor.shape.dimensions.first ?? 1, 1)
                let rows = weight.rows.map { $0.lowerBound * columns..<$0.upperBound * columns }
                floats += rows.map { Array(numbers[$0]) } ?? numbers
            }
        }
        return .floats(floats)
    }

    func row(_ index: Int, of name: String) throws(FileError) -> [Float] {
        let floats = try floats(name)
        let width = weights[name]?.shape.dimensions.last ?? 1
        return Array(floats[index * width..<(index + 1) * width])
    }

    func requireSameContent() {}
}

extension SafeTensorsFile {
    /// The numbers of a float32 tensor.
    func floats(_ entry: SafeTensorsEntry) throws(FileError) -> [Float] {
        let bytes = try file.bytes(entry.byteRange.count, at: entry.byteRange.lowerBound)
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
        }
    }
}
