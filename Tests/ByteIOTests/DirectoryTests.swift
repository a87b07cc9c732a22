import ByteIO
import Foundation
import Synchronization
import TestSupport
import Testing

/// What a model folder's links may lead to, also where somebody exchanges them meanwhile.
@Suite struct DirectoryTests {
    private let directory = TemporaryDirectory.made()
    private let files = FileManager.default

    private func folder(_ name: String) throws -> Directory {
        try files.createDirectory(atPath: directory.path(name), withIntermediateDirectories: true)
        return try #require(try Directory(path: directory.path(FilePath(name))))
    }

    private func link(_ name: String, to target: String) throws {
        try files.createSymbolicLink(atPath: directory.path(name), withDestinationPath: target)
    }

    @Test func linksWithinTheFolderAndToTheBlobsOfACacheAreFollowed() throws {
        let snapshot = try folder("models--a--b/snapshots/0123")
        _ = try folder("models--a--b/blobs")
        try directory.write([1], to: "models--a--b/blobs/hash")
        try directory.write([2], to: "models--a--b/snapshots/0123/file")
        try link("models--a--b/snapshots/0123/blob", to: "../../blobs/hash")
        try link("models--a--b/snapshots/0123/other", to: "./file")
        try link("models--a--b/snapshots/0123/chain", to: "other")
        try link("way", to: "models--a--b/snapshots/0123")
        #expect(try snapshot.open("blob").bytes(1, at: 0) == [1])
        #expect(try snapshot.open("chain").bytes(1, at: 0) == [2])
        let other = try #require(try Directory(path: directory.path("way")))
        #expect(try other.open("blob").bytes(1, at: 0) == [1], "by whatever way the folder was named")
    }

    @Test(arguments: [
        "../secret", "/etc/hostname", "../../blobs/hash", "../folder/file", "sub/file", "..",
        "../../../blobs/x",
    ])
    func linkThatLeadsElsewhereIsRefused(_ target: String) throws {
        let folder = try folder("a/folder")
        _ = try self.folder("blobs")
        try directory.write([9], to: "blobs/hash")
        try directory.write([9], to: "a/secret")
        try link("a/folder/file", to: target)
        let error = try #require(throws: FileError.self) { try folder.open("file") }
        #expect([.permission, .missing].contains(error.code), "\(error)")
        if target != ".." { #expect(error.code == .permission && error.found == "it is a link to \(target)") }
    }

    @Test func blobsThatAreALinkAreRefused() throws {
        let snapshot = try folder("m/snapshots/0123")
        _ = try folder("elsewhere")
        try directory.write([9], to: "elsewhere/hash")
        try link("m/blobs", to: "../elsewhere")
        try link("m/snapshots/0123/file", to: "../../blobs/hash")
        #expect(throws: FileError.self) { try snapshot.open("file") }
    }

    @Test func linksThatLeadToOneAnotherEnd() throws {
        let folder = try folder("a")
        try link("a/x", to: "y")
        try link("a/y", to: "x")
        #expect(try #require(throws: FileError.self) { try folder.open("x") }.code == .missing)
    }

    /// A second thread exchanges a file and a link that leads out, as fast as it can.
    @Test func linkThatIsExchangedMeanwhileIsNeverFollowed() throws {
        let folder = try folder("a")
        try directory.write([7], to: "secret")
        try directory.write([1], to: "a/good")
        try link("a/bad", to: "../secret")
        try directory.write([1], to: "a/model")
        let isDone = Atomic(false)
        let (good, bad, new, model) = (
            directory.path("a/good"), directory.path("a/bad"), directory.path("a/new"),
            directory.path("a/model")
        )
        var (read, wrong, refused) = (0, 0, 0)
        let swapper = Thread {
            while !isDone.load(ordering: .relaxed) {
                for source in [bad, good] {
                    // The paths are strings of this test.
                    _ = unsafe linkat(AT_FDCWD, source, AT_FDCWD, new, 0)
                    _ = unsafe rename(new, model)
                }
            }
        }
        swapper.start()
        for _ in 0..<20_000 {
            do {
                if try folder.open("model").bytes(1, at: 0) == [7] { wrong += 1 } else { read += 1 }
            } catch { refused += 1 }
        }
        isDone.store(true, ordering: .relaxed)
        #expect(wrong == 0 && read > 0 && refused > 0, "\(read) read, \(refused) refused, \(wrong) wrong")
    }
}
