package import ByteIO
package import ModelStore

/// Files over HTTPS and HTTP, by libcurl.
///
/// Certificates are always checked. Proxies are those of the variables that libcurl reads (`https_proxy`, `no_proxy`,
/// …). Redirects are followed here and not by libcurl, so that none leads from HTTPS to HTTP or to another scheme.
package struct HTTPTransfer: Transport {
    /// Who this is, for the server's log.
    private let agent: String

    /// The file of certificates that are trusted; nil for the system's.
    private let certificates: String?

    /// A transport that calls itself `agent`.
    ///
    /// - Parameter certificates: a file of certificates to trust instead of the system's, in PEM.
    package init(agent: String, certificates: String? = nil) {
        self.agent = agent
        self.certificates = certificates
    }

    /// A transport that trusts what `CURL_CA_BUNDLE` or `SSL_CERT_FILE` names, as the program curl does.
    package static func ofUser(agent: String) throws(FileError) -> HTTPTransfer {
        let bundle = try Environment.value("CURL_CA_BUNDLE")
        let file = try Environment.value("SSL_CERT_FILE")
        return HTTPTransfer(agent: agent, certificates: bundle ?? file)
    }

    /// Asks a server for a file; see `Transport`.
    package func get(
        _ request: TransferRequest, receive: (TransferEvent) throws(TransferFailure) -> Void
    ) throws(TransferFailure) {
        var address = request.address
        for _ in 0...TransferLimits.redirects {
            let next = try once(request, at: address, receive)
            guard let next else { return }
            try Self.requireAllowed(redirect: next, from: address)
            address = next
        }
        throw Self.refusal(
            PullOptions.withoutCredentials(request.address),
            "it redirects more than \(TransferLimits.redirects) times")
    }

    private static func refusal(_ address: String, _ found: String) -> TransferFailure {
        TransferFailure(FileError(.unavailable, path: FilePath(address), found: found), .none)
    }

    /// One request; returns where it redirects to.
    private func once(
        _ request: TransferRequest, at address: String,
        _ receive: (TransferEvent) throws(TransferFailure) -> Void
    ) throws(TransferFailure) -> String? {
        let shown = PullOptions.withoutCredentials(address)
        var headers = AnswerHeaders()
        var failure: TransferFailure?
        var pageByteCount = 0
        /// Whether the transfer goes on.
        func handle(_ part: CurlRequest.Part) -> Bool {
            do throws(TransferFailure) {
                switch part {
                case .header(let line):
                    let isComplete = headers.add(line)
                    guard headers.byteCount <= TransferLimits.headerBytes else {
                        throw Self.refusal(
                            shown, "its header lines have more than \(TransferLimits.headerBytes) bytes")
                    }
                    // Whether the file is wanted is decided before its first byte has come.
                    if isComplete, let answer = headers.answer { try receive(.answer(answer)) }
                case .bytes(let bytes):
                    // The body of a 416 is a page about it.
                    guard headers.answer?.status == 200 || headers.answer?.status == 206 else {
                        pageByteCount += bytes.count
                        return pageByteCount <= TransferLimits.pageBytes
                    }
                    try receive(.bytes(bytes))
                }
                return true
            } catch {
                failure = error
                return false
            }
        }
        var result = CurlRequest(
            address: address, agent: agent, offset: request.offset, validator: request.validator,
            patience: request.patience, certificates: certificates
        ).perform(handle)
        if let failure { throw failure }
        if pageByteCount > TransferLimits.pageBytes {
            // The status says all that matters of an error, while where a redirect leads was not waited for.
            result = CurlResult(.done, "")
        }
        if let error = TransferFailure(result, headers, address: shown, patience: request.patience) {
            throw error
        }
        return headers.answer == nil ? result.redirect : nil
    }

    private static func requireAllowed(redirect: String, from address: String) throws(TransferFailure) {
        func scheme(_ address: String) -> String { address.prefix { $0 != ":" }.lowercased() }
        let (old, new) = (scheme(address), scheme(redirect))
        guard new == "https" || (new == "http" && old == "http") else {
            throw TransferFailure(
                FileError(
                    .unavailable, path: FilePath(PullOptions.withoutCredentials(address)),
                    found: "it redirects to \(PullOptions.withoutCredentials(redirect))",
                    allowed: "from \(old) to https only"),
                .none)
        }
    }
}
