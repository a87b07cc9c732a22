/// What a server may make a transfer cost, beside the file that is asked for.
package enum TransferLimits {
    /// Redirects that are followed, as browsers and curl have it, or fewer.
    static let redirects = 8
    /// Bytes of the body of an error or redirect; a page has fewer, and nobody reads it.
    static let pageBytes = 1 << 16
    /// Bytes of all header lines, with those of interim answers and trailers.
    static let headerBytes = 1 << 18
    /// Bytes of framing that are borne whatever the answer has: handshakes, and what libcurl has read and not
    /// handed over yet.
    static let framingBytes = 1 << 21

    /// All of them for docs/limits.md, which a test compares with these.
    package static let documented: [(name: String, value: Int)] = [
        ("redirects", redirects),
        ("pageBytes", pageBytes),
        ("headerBytes", headerBytes),
        ("framingBytes", framingBytes),
    ]
}
