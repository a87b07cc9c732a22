import CCurl

/// How a request ended.
struct CurlResult {
    enum Outcome {
        /// There is an answer, whatever it says.
        case done
        /// The connection ended before the answer did.
        case cut
        /// It brought nearly nothing for too long.
        case slow
        /// There was no connection.
        case unreachable
        /// The server does not prove that it is who it should be.
        case untrusted
        /// The address, or the answer, breaks the rules of HTTP.
        case refused
    }

    let outcome: Outcome
    /// A sentence about it.
    let message: String
    /// Where the answer redirects to.
    let redirect: String?

    init(_ outcome: Outcome, _ message: String) {
        self.outcome = outcome
        self.message = message
        redirect = nil
    }

    /// What libcurl says, and the error text that it left.
    init(_ code: CURLcode, _ curl: UnsafeMutableRawPointer, _ text: UnsafeMutablePointer<CChar>?) {
        outcome =
            switch code {
            case CURLE_OK: .done
            case CURLE_OPERATION_TIMEDOUT: .slow
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: .unreachable
            case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2,
                CURLE_HTTP2_STREAM:
                .cut
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR: .untrusted
            default: .refused
            }
        // libcurl's texts end with NUL; its answers live as long as the handle.
        let left = unsafe text.map { unsafe String(cString: $0) } ?? ""
        message = unsafe left.isEmpty ? String(cString: curl_easy_strerror(code)) : left
        redirect = unsafe ccurl_redirect(curl).map { unsafe String(cString: $0) }
    }
}
