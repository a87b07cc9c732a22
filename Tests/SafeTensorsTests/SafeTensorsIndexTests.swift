import ByteIO
import Foundation
import SafeTensors
import Tensors
import TestSupport
import Testing

/// An index must not choose which files are opened, nor be able to lie about what is in them.
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
        let folder = try #require(Directory(path: directory.path))
        return try SafeTensorsIndex(InputFile(path: path)).files(in: folder)
    }

    @Test func honestShardsAreOpenedInTheOrderOfTheirNames() throws {
        try shard("b.safetensors", "x", "y")
        try shard("a.safetensors", "z")
        let files = try open(
            #"{"metadata":{"total_size":12},"weight_map":{"x":"b.safetensors","y":"b.safetensors","z":"a.safetensors"}}"#
        )
        #expect(files.map { $0.header.entries.map(\.descriptor.name) } == [["z"], ["x", "y"]])
    }

    @Test(arguments: [
        "../x.safetensors", "/etc/passwd.safetensors", "C:x.safetensors", "\\\\\\\\host\\\\x.safetensors",
        "a/b.safetensors", "x.bin", "",
        ".x.safetensors", "é.safetensors", "a b.safetensors", "x.safetensors\\u0000",
    ]) func nameThatIsNotBareIsRefused(_ name: String) throws {
        let error = #expect(throws: FileError.self) { try open(#"{"weight_map":{"x":"\#(name)"}}"#) }
        #expect(error?.code == .permission, "\(String(describing: error))")
    }

    @Test(arguments: [
        ("[]", "no 'weight_map'"), ("{}", "no 'weight_map'"), (#"{"weight_map":{}}"#, "no 'weight_map'"),
        ("nonsense", "this is no value"),
        (#"{"weight_map":{"x":1}}"#, "is no string"), (#"{"weight_map":{"x":null}}"#, "is no string"),
        (#"{"weight_map":{"x":"a.safetensors","x":"a.safetensors"}}"#, "there twice"),
        (#"{"weight_map":{"x":"a.safetensors","y":"A.safetensors"}}"#, "two spellings"),
        (#"{"weight_map":{"x":"missing.safetensors"}}"#, "no such file"),
        (#"{"weight_map":{"y":"a.safetensors"}}"#, "not listed for it"),
        (
            #"{"weight_map":{"x":"a.safetensors","z":"a.safetensors"}}"#,
            "listed for 'a.safetensors', but not in it"
        ),
        (#"{"metadata":{"total_size":8},"weight_map":{"x":"a.safetensors"}}"#, "it says 8 bytes"),
    ]) func contradictionIsRefused(_ index: String, _ sentence: String) throws {
        try shard("a.safetensors", "x")
        let error = #expect(throws: FileError.self) { try open(index) }
        #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
    }

    @Test func shardThatIsNoSafeTensorsFileIsRefused() throws {
        try directory.write(TorchArchiveBuilder.small.build(), to: "a.safetensors")
        let error = #expect(throws: FileError.self) { try open(#"{"weight_map":{"x":"a.safetensors"}}"#) }
        #expect(error?.path?.hasSuffix("a.safetensors") == true)
    }

    @Test func linkOutOfTheFolderIsRefused() throws {
        let other = TemporaryDirectory.made()
        try other.write([1], to: "secret")
        try FileManager.default.createSymbolicLink(
            atPath: directory.path("a.safetensors"), withDestinationPath: other.path("secret"))
        let error = #expect(throws: FileError.self) { try open(#"{"weight_map":{"x":"a.safetensors"}}"#) }
        #expect(error?.code == .permission)
    }
}
