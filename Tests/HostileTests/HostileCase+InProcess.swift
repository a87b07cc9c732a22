import ByteIO
import Checkpoints
import HostileCases
import SafeTensors
import Tensors
import TestSupport
import Testing
import WeightFile

extension HostileCase {
    /// Puts the case on the disk, and expects its verdict of the library and of the commands.
    func check() throws {
        let ground = try Ground(self)
        try checkInProcess(ground)
        try checkCommands(ground)
    }

    private func checkInProcess(_ ground: Ground) throws {
        switch verdict {
        case .refused(let code, let sentence):
            let error = #expect(throws: FileError.self, "\(self)") { try open(ground.path) }
            try check(error, code, sentence)
        case .refusedWhenRead(let code, let sentence):
            let read = try open(ground.path)
            let error = #expect(throws: FileError.self, "\(self)") { try read() }
            try check(error, code, sentence)
        case .unsound:
            _ = try open(ground.path)()
        case .read(let tensors):
            let (read, expected) = (try open(ground.path)(), tensors())
            #expect(read.mapValues(\.count) == expected.mapValues(\.count), "\(self)")
            // Compared beforehand, so that a failure does not print megabytes.
            let isSame = read == expected
            #expect(isSame, "\(self): other bytes")
        }
    }

    /// Opens the case as what it is, and gives a way to read all of it.
    private func open(_ path: String) throws -> () throws -> [String: [UInt8]] {
        if isClipw {
            let file = try ClipwFile(path: FilePath(path))
            return { try Self.contents(of: file) }
        }
        let checkpoint = try Checkpoint(path: FilePath(path))
        return { try HostileCases.contents(of: checkpoint) }
    }

    /// Every weight's bytes by name, after every tensor was compared with its digest.
    private static func contents(of file: ClipwFile) throws -> [String: [UInt8]] {
        for index in file.entries.indices { try file.verify(index) { _ in } }
        var contents: [String: [UInt8]] = [:]
        for entry in file.weights {
            contents[entry.descriptor.name] = try file.file.bytes(
                entry.byteRange.count, at: entry.byteRange.lowerBound)
        }
        return contents
    }

    private func check(_ error: FileError?, _ code: FileError.Code, _ sentence: String) throws {
        let error = try #require(error, "\(self)")
        #expect(error.description.contains(sentence), "\(self): \(error)")
        #expect(error.code == code, "\(self): \(error)")
        #expect(error.path != nil, "\(self): \(error)")
        #expect(error.description.utf8.count < 2000, "\(self): a sentence, whatever the file's size")
    }
}

/// A case on the disk, alone in a folder.
struct Ground {
    let directory: TemporaryDirectory
    /// What a command is given.
    let path: String

    init(_ hostile: HostileCase) throws {
        directory = try TemporaryDirectory()
        for file in hostile.files { try directory.write(file.bytes, to: file.name) }
        path = hostile.isFolder ? directory.path : directory.path("file")
    }
}
