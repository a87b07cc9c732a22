import CCurl
import Glibc

/// One GET request by libcurl.
struct CurlRequest {
    /// A part of the answer, as it comes.
    enum Part {
        /// A line, with its line end.
        case header([UInt8])
        /// Some bytes of the body.
        case bytes([UInt8])
    }

    let address: String
    let agent: String
    /// The first byte that is wanted.
    let offset: Int
    /// Only if the file is still the same are the others wanted.
    let validator: String?
    /// The time after which a connection that brings nearly nothing is given up.
    let patience: Duration
    /// The file of certificates that are trusted; nil for the system's.
    let certificates: String?

    /// What "nearly nothing" is, in bytes a second.
    private static let leastRate = 1024
    /// libcurl reads a hundred of these between two calls of the progress callback.
    private static let bufferByteCount = 1 << 16

    /// Makes the request and hands over what comes, until `handle` returns false.
    func perform(_ handle: (Part) -> Bool) -> CurlResult {
        guard isLibraryReady, let curl = unsafe curl_easy_init() else {
            return CurlResult(.refused, "libcurl cannot be set up")
        }
        return withoutActuallyEscaping(handle) { handle in
            let receiver = Receiver(handle)
            // The receiver lives as long as this call, and libcurl calls it only until curl_easy_cleanup.
            defer { withExtendedLifetime(receiver) { unsafe curl_easy_cleanup(curl) } }
            let context = unsafe Unmanaged.passUnretained(receiver).toOpaque()
            var headers: UnsafeMutablePointer<curl_slist>?
            defer { unsafe curl_slist_free_all(headers) }
            if offset > 0, let validator {
                // Without the line feed that would end the header; a server's own text goes back to it.
                unsafe headers = curl_slist_append(headers, "If-Range: \(validator.filter { !$0.isNewline })")
            }
            var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
            return unsafe message.withUnsafeMutableBufferPointer { buffer in
                unsafe set(curl, CURLOPT_ERRORBUFFER, buffer.baseAddress)
                unsafe set(curl, CURLOPT_HTTPHEADER, headers)
                unsafe set(curl, CURLOPT_HEADERDATA, context)
                unsafe set(curl, CURLOPT_WRITEDATA, context)
                unsafe ccurl_set_callback(curl, CURLOPT_HEADERFUNCTION) {
                    unsafe Receiver.take($0, $1, $2, $3, Part.header)
                }
                unsafe ccurl_set_callback(curl, CURLOPT_WRITEFUNCTION) {
                    unsafe Receiver.take($0, $1, $2, $3, Part.bytes)
                }
                for option in [CURLOPT_XFERINFODATA, CURLOPT_SOCKOPTDATA, CURLOPT_CLOSESOCKETDATA] {
                    unsafe set(curl, option, context)
                }
                unsafe ccurl_set_progress(curl) { context, _, _, _, _ in
                    unsafe Receiver.of(context)?.traffic.check() == true ? 0 : 1
                }
                unsafe ccurl_set_sockets(
                    curl,
                    { context, socket, _ in
                        unsafe Receiver.of(context)?.traffic.add(socket)
                        return 0
                    },
                    { context, socket in
                        unsafe Receiver.of(context)?.traffic.remove(socket)
                        return close(socket)
                    })
                unsafe setOptions(of: curl)
                let code = unsafe curl_easy_perform(curl)
                if let excess = receiver.traffic.excess { return CurlResult(.refused, excess) }
                return unsafe CurlResult(code, curl, buffer.baseAddress)
            }
            // A name, for the same reason as in Kernels/Parallel.swift.
            #sourceLocation(file:"Sources/HTTPTransfer/CurlRequest.swift",line:81)
        }
        #sourceLocation()
    }

    private func setOptions(of curl: UnsafeMutableRawPointer) {
        let seconds = max(1, Int(patience.components.seconds))
        unsafe ccurl_set_string(curl, CURLOPT_URL, address)
        unsafe ccurl_set_string(curl, CURLOPT_USERAGENT, agent)
        unsafe ccurl_set_string(curl, CURLOPT_PROTOCOLS_STR, "http,https")
        if offset > 0 { unsafe ccurl_set_string(curl, CURLOPT_RANGE, "\(offset)-") }
        if let certificates { unsafe ccurl_set_string(curl, CURLOPT_CAINFO, certificates) }
        let numbers: [(CURLoption, Int)] = [
            // No signals: this is a library. No redirects: they are looked at one by one.
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            // The traffic is looked at on each sign of progress.
            (CURLOPT_NOPROGRESS, 0), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_CONNECTTIMEOUT, seconds), (CURLOPT_LOW_SPEED_LIMIT, Self.leastRate),
            (CURLOPT_LOW_SPEED_TIME, seconds), (CURLOPT_BUFFERSIZE, Self.bufferByteCount),
        ]
        for (option, value) in numbers { unsafe ccurl_set_long(curl, option, value) }
    }

    private func set(
        _ curl: UnsafeMutableRawPointer, _ option: CURLoption, _ pointer: UnsafeMutableRawPointer?
    ) {
        unsafe ccurl_set_pointer(curl, option, pointer)
    }
}

/// Takes what libcurl hands over.
private final class Receiver {
    private let handle: (CurlRequest.Part) -> Bool
    private(set) var isStopped = false
    var traffic = Traffic()

    init(_ handle: @escaping (CurlRequest.Part) -> Bool) {
        self.handle = handle
    }

    /// The receiver that libcurl was given as context, within a callback.
    static func of(_ context: UnsafeMutableRawPointer?) -> Receiver? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
    }

    /// libcurl's callback: `size · count` bytes; another number in return stops the transfer.
    static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ part: ([UInt8]) -> CurlRequest.Part
    ) -> Int {
        guard let receiver = unsafe of(context), let bytes = unsafe bytes else { return 0 }
        // libcurl promises size · count readable bytes at this address, within this call.
        let copy = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: size * count))
        receiver.traffic.useful += copy.count
        guard !receiver.isStopped, receiver.handle(part(copy)) else {
            receiver.isStopped = true
            return -1
        }
        return size * count
    }
}

/// Whether libcurl is ready to be used; asked once, from whatever thread is first.
private let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
