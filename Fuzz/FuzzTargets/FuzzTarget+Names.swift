import ByteIO
import HTTPTransfer
import ModelStore
import StrictJSON

extension FuzzTarget {
    /// The name of a file: as an argument, in a sentence, in JSON, and as the name of a model.
    static let names = FuzzTarget(
        name: "names",
        seeds: {
            [
                Array("ViT-B-32.fp32.clipw".utf8), Array("laion/CLIP-ViT-B-32@main:int8".utf8),
                [0x78, 0xFF, 0x2F, 0x0A],
                Array("\u{202E}e\u{301}\u{10FF80}".utf8),
            ]
        },
        read: { bytes in
            let path = FilePath(bytes: bytes)
            let argument = ProcessArguments.encoded(bytes)
            precondition(ProcessArguments.bytes(of: argument) == bytes, "an argument is not what was typed")
            let shown = escapingControlCharacters(path.description)
            precondition(!shown.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a control character is shown")
            let json = JSONValue.path(path)
            precondition(!json.text.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a control character in JSON")
            guard let text = path.text else {
                precondition(json["bytes"] != nil && json.string == nil, "other bytes are called text")
                return
            }
            precondition(Array((json.string ?? "").utf8) == bytes, "JSON names another file")
            _ = ModelReference(text)
        })

    /// The header lines of a server's answer.
    static let http = FuzzTarget(
        name: "http",
        seeds: {
            [
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"a\"\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/2 206\r\ncontent-range: bytes 5-9/10\r\nlast-modified: x\r\n\r\n",
                "HTTP/1.1 416 No\r\nContent-Range: bytes */10\r\n\r\n",
            ].map { Array($0.utf8) }
        },
        read: { bytes in
            var headers = AnswerHeaders()
            for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
                _ = headers.add(Array(line) + [0x0A])
            }
            guard let answer = headers.answer else { return }
            precondition([200, 206, 416].contains(answer.status), "an answer of another status")
            precondition((answer.byteCount ?? 0) >= 0, "fewer than no bytes")
        })
}
