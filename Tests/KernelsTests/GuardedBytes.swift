import Glibc

/// Bytes behind which nothing may be read: the page that follows them is forbidden.
final class GuardedBytes {
    private let start: UnsafeMutableRawPointer
    private let mapped: Int
    private let count: Int

    /// A copy of these bytes; nil without memory.
    init?(_ bytes: [UInt8]) {
        let page = 4096
        count = bytes.count
        mapped = (count + page - 1) / page * page + page
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let start = unsafe mmap(nil, mapped, PROT_READ | PROT_WRITE, flags, -1, 0),
            unsafe start != MAP_FAILED
        else { return nil }
        unsafe self.start = start
        unsafe mprotect(start + (mapped - page), page, PROT_NONE)
        unsafe bytes.withUnsafeBytes { bytes in
            // There are as many bytes before the page that is forbidden.
            if let base = bytes.baseAddress { unsafe memcpy(start + (mapped - page - count), base, count) }
        }
    }

    deinit { unsafe munmap(start, mapped) }

    /// Lends the bytes, which end where the page begins.
    func withSpan<Result, Failure>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let first = unsafe (start + (mapped - 4096 - count)).assumingMemoryBound(to: UInt8.self)
        return try body(unsafe UnsafeBufferPointer(start: first, count: count).span)
    }
}
