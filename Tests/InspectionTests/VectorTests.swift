import ByteIO
import Foundation
import Inspection
import StrictJSON
import TestSupport
import Testing

/// The test vectors of Formats/vectors, which were made from the specification without this code.
@Suite struct VectorTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let file: String
        let sentence: String?

        var testDescription: String { file }
        var path: String { VectorTests.folder.appending(path: file).path }
    }

    static let folder = Repository.root.appending(path: "Formats/vectors")

    static let vectors: [Vector] = {
        guard let text = try? Data(contentsOf: folder.appending(path: "vectors.json")),
            let manifest = try? JSONValue(parsing: text)
        else { return [] }
        return (manifest.array ?? []).map {
            Vector(file: $0["file"]?.string ?? "", sentence: $0["refused_with"]?.string)
        }
    }()

    @Test func manifestListsEveryFile() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".clipw") || $0.hasSuffix(".safetensors") }
        #expect(Set(files) == Set(Self.vectors.map(\.file)))
        #expect(files.count >= 40)
    }

    @Test(arguments: vectors.filter { $0.sentence == nil }) func goodVectorIsSound(_ vector: Vector) throws {
        let verification = try FileVerification(path: FilePath(vector.path), threads: 2)
        #expect([.ok, .unknown].contains(verification.status), "\(verification.checks)")
        let failures = verification.checks.filter { !$0.passed }
        #expect(failures.isEmpty)
    }

    @Test(arguments: vectors.filter { $0.sentence != nil }) func badVectorIsRefused(_ vector: Vector) throws {
        let verification = try FileVerification(path: FilePath(vector.path), threads: 2)
        #expect([.corrupt, .mismatch].contains(verification.status))
        let failures = verification.checks.filter { !$0.passed }.map(\.detail)
        #expect(failures.contains { $0.contains(vector.sentence ?? "") }, "\(failures)")
    }

    /// Every truncation and every single-byte change of a `.clipw` file is noticed.
    @Test(arguments: ["good.clipw", "good-int8.clipw"]) func everyDamageIsNoticed(_ name: String) throws {
        var bytes = try TemporaryDirectory.contents(of: Self.folder.appending(path: name).path)
        let directory = try TemporaryDirectory()
        let path = directory.path("file")
        for length in 0..<bytes.count {
            try directory.write(Array(bytes.prefix(length)), to: "file")
            #expect(try FileVerification(path: FilePath(path)).status == .corrupt, "cut to \(length)")
        }
        for index in bytes.indices {
            for mask: UInt8 in [0xFF, 0x01, 0x80] {
                bytes[index] ^= mask
                try directory.write(bytes, to: "file")
                let status = try FileVerification(path: FilePath(path)).status
                // Without its first letters the word "clipw" is that of a plain safetensors file, and a sound one.
                #expect(status != .ok, "changed at \(index)")
                bytes[index] ^= mask
            }
        }
    }
}
