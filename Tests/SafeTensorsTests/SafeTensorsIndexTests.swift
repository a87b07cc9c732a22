import ByteIO
import Foundation
import SafeTensors
import Tensors
import TestSupport
import Testing

/// An honest index; those that lie are cases of `HostileCases`.
@Suite struct SafeTensorsIndexTests {
    private let directory = TemporaryDirectory.made()

    /// A file of F32 tensors with one element each.
    private func shard(_ name: String, _ tensors: String...) throws {
        let members = tensors.enumerated().map { index, tensor in
            "\"\(tensor)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(4 * index),\(4 * index + 4)]}"
        }
        let header = Array("{\(members.joined(separator: ","))}".utf8)
        try directory.write(
            little(header.count, 8) + header + [UInt8](repeating: 0, count: 4 * tensors.count), to: name)
    }

    private func open(_ index: String) throws -> [SafeTensorsFile] {
        let path = try directory.write(Array(index.utf8), to: "index.json")
        let folder = try #require(try Directory(path: FilePath(directory.path)))
        var work = WorkBudget.safetensors
        return try SafeTensorsIndex(InputFile(path: FilePath(path)), work: &work).files(
            in: folder, work: &work)
    }

    @Test func honestShardsAreOpenedInTheOrderOfTheirNames() throws {
        try shard("b.safetensors", "x", "y")
        try shard("a.safetensors", "z")
        let files = try open(
            #"{"metadata":{"total_size":12},"weight_map":{"x":"b.safetensors","y":"b.safetensors","z":"a.safetensors"}}"#
        )
        #expect(files.map { $0.header.entries.map(\.descriptor.name) } == [["z"], ["x", "y"]])
    }
}
