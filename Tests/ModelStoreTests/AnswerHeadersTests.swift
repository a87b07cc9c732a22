import HTTPTransfer
import ModelStore
import Testing

/// The header lines of a server are taken apart as bytes, whatever they are.
@Suite struct AnswerHeadersTests {
    private func headers(_ lines: [String]) -> AnswerHeaders {
        var headers = AnswerHeaders()
        for line in lines + [""] { _ = headers.add(Array("\(line)\r\n".utf8)) }
        return headers
    }

    /// To look up a name, or to compare a tag, with many combining characters would take the square of their number.
    @Test func fieldsThatAreNotASCIIAreLeftOut() {
        let marks = String(repeating: "\u{301}\u{323}", count: 100)
        let answer = headers([
            "HTTP/1.1 200 \(marks)", "ETag: \"a\(marks)\"", "Last-Modified\(marks): x", "Content-Length: 10",
        ]).answer
        #expect(answer?.byteCount == 10)
        #expect(answer?.validator == nil)
    }

    @Test(arguments: [("ETag: \"a\"", "\"a\""), ("etag:\t\"a\"", "\"a\""), ("LAST-MODIFIED: x: y", "x: y")])
    func fieldIsFoundInAnyCase(_ line: String, _ validator: String) {
        #expect(headers(["HTTP/2 200", line]).answer?.validator == validator)
    }

    /// A weak tag may be that of other bytes, so that a part cannot be asked for by it.
    @Test func weakTagIsNoValidator() {
        #expect(headers(["HTTP/1.1 200", "ETag: W/\"a\""]).answer?.validator == nil)
        let dated = headers(["HTTP/1.1 200", "ETag: W/\"a\"", "Last-Modified: x"])
        #expect(dated.answer?.validator == "x")
    }
}
