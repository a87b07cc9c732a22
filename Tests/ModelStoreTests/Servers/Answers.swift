/// Answers as a well-behaved server gives them, to be broken by tests.
enum Answers {
    /// The file from the byte on that is asked for.
    static func file(
        _ bytes: [UInt8], for request: ScriptedServer.Request, tag: String? = "\"one\"",
        lengthIsTold: Bool = true
    ) -> [ScriptedServer.Step] {
        let start = request.start
        let isPart = start > 0 && (request["if-range"] == nil || request["if-range"] == tag)
        guard isPart else {
            return [.text(head("200 OK", lengthIsTold ? bytes.count : nil, tag)), .bytes(bytes)]
        }
        guard start < bytes.count else {
            return [
                .text(head("416 Range Not Satisfiable", 0, nil, ["Content-Range: bytes */\(bytes.count)"]))
            ]
        }
        let range = "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
        return [
            .text(head("206 Partial Content", bytes.count - start, tag, [range])),
            .bytes(Array(bytes[start...])),
        ]
    }

    /// The status line and header lines.
    static func head(_ status: String, _ length: Int?, _ tag: String? = nil, _ more: [String] = []) -> String
    {
        let lines =
            ["HTTP/1.1 \(status)", "Connection: close"] + (length.map { ["Content-Length: \($0)"] } ?? [])
            + (tag.map { ["ETag: \($0)"] } ?? []) + more
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }
}
