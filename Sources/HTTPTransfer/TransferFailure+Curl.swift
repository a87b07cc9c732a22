import ByteIO
import ModelStore

extension TransferFailure {
    /// What a request that ended this way failed of; nil where it went well, or redirects.
    init?(_ result: CurlResult, _ headers: AnswerHeaders, address: String, patience: Duration) {
        var error = FileError(.unavailable, path: FilePath(address), found: result.message)
        var remedy = Remedy.retry(after: nil)
        switch result.outcome {
        case .done:
            if headers.answer != nil || result.redirect != nil { return nil }
            error.found = "the server answers \(headers.status)"
            error.allowed = "200; try again later, or name another server with --mirror"
            remedy = Self.remedy(headers)
        case .slow:
            error.code = .timedOut
            error.found = "it brought nearly nothing for \(patience.components.seconds) seconds"
            error.allowed = Self.goesOn
        case .cut: error.allowed = Self.goesOn
        case .unreachable: error.allowed = "check the connection, or name another server with --mirror"
        case .untrusted:
            error.allowed = "a certificate that is trusted; SSL_CERT_FILE names a file of further ones"
            remedy = .none
        case .refused: remedy = .none
        }
        self.init(error, remedy)
    }

    private static let goesOn = "run the same command again: it goes on from there"

    /// Whether another answer can be hoped for; a server that asks for more than a minute is not waited for.
    private static func remedy(_ headers: AnswerHeaders) -> Remedy {
        switch headers.status {
        case 408, 429, 500...599:
            let delay = headers["retry-after"].flatMap { Int($0) }
            return .retry(after: delay.map { .seconds(min(max($0, 0), 60)) })
        default: return .none
        }
    }
}
