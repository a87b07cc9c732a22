import Foundation
import TestSupport
import Testing

@testable import ByteIO

/// Files and FIFOs that are read from front to back.
@Suite struct SequentialFileTests {
    private let directory = TemporaryDirectory.made()

    /// Ten bytes in a regular file, or in a FIFO that is written to piece by piece.
    private func tenBytes(piped: Bool) throws -> FilePath {
        let path = directory.path("input")
        guard piped else { return FilePath(try directory.write(Array(0..<10), to: "input")) }
        try #require(unsafe mkfifo(path, 0o600) == 0)
        let writer = Process()
        writer.executableURL = URL(filePath: "/bin/sh")
        // A FIFO that is closed early ends the writer.
        writer.arguments = [
            "-c", #"{ printf '\000\001\002\003\004'; printf '\005\006\007\010\011'; } > "$1""#, "sh", path,
        ]
        try writer.run()
        return FilePath(path)
    }

    @Test(arguments: [false, true], [9, 10, 11]) func atMostTheLimitIsRead(_ piped: Bool, _ limit: Int) throws
    {
        let path = try tenBytes(piped: piped)
        let read = Result { () throws(FileError) in
            try SequentialFile.contents(of: path, limit: limit)
        }
        switch read {
        case .success(let bytes): #expect(bytes == Array(0..<10) && limit >= 10)
        case .failure(let error):
            #expect(error.code == .unsupported && limit < 10)
            #expect(error.description.contains("at most 9 bytes"))
        }
    }
}
