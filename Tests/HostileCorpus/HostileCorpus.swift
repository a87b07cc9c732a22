import ByteIO
import Checkpoints
import Foundation
import HostileCases
import StrictJSON
import Tensors
import TestSupport

/// What scripts need of the generator of hostile files, which is written in Swift and lives with the tests.
///
///     hostile-corpus write FOLDER      every case as a file or folder, and cases.jsonl, which lists them
///     hostile-corpus read              for each path on standard input a line of JSON: how reading it ended
@main
struct HostileCorpus {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("write", 2): try write(to: arguments.last ?? "")
        case ("read", 1): while let path = readLine() { print(outcome(of: path).text) }
        default:
            FileHandle.standardError.write(Data("usage: hostile-corpus write FOLDER | read < PATHS\n".utf8))
            exit(64)
        }
    }

    private static func write(to folder: String) throws {
        var list = ""
        for (number, hostile) in HostileCases.all.enumerated() {
            let place = "\(folder)/\(hostile.id)-\(number)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for file in hostile.files {
                try Data(file.bytes).write(to: URL(filePath: "\(place)/\(file.name)"))
            }
            let row: JSONValue = [
                "id": .string(hostile.id), "name": .string(hostile.name),
                "path": .string(hostile.isFolder ? place : place + "/file"),
            ]
            list += row.text + "\n"
        }
        try Data(list.utf8).write(to: URL(filePath: "\(folder)/cases.jsonl"))
    }

    /// `{"path", "format", "tensors": {name: {"dtype", "shape", "sha256"}}}`, or `{"path", "code", "error"}`.
    private static func outcome(of path: String) -> JSONValue {
        do {
            let checkpoint = try Checkpoint(path: FilePath(path))
            let contents = try HostileCases.contents(of: checkpoint)
            var tensors = JSONObject()
            for tensor in checkpoint.tensors.map(\.descriptor) {
                let bytes = contents[tensor.name] ?? []
                tensors[tensor.name] = [
                    "dtype": .string(tensor.elementType.rawValue),
                    "shape": .array(tensor.shape.dimensions.map(JSONValue.integer)),
                    "sha256": .string(try SHA256.digest(of: bytes.span).description),
                ]
            }
            return [
                "path": .string(path), "format": .string(checkpoint.format.rawValue),
                "tensors": .object(tensors),
            ]
        } catch let error as FileError {
            return [
                "path": .string(path), "code": .string(error.code.rawValue),
                "error": .string(error.description),
            ]
        } catch {
            return ["path": .string(path), "code": "unknown", "error": .string("\(error)")]
        }
    }
}
