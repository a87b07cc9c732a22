import CImageCodecs

/// An open decoder of the C shim; this is the only file of this target that hands memory to C.
///
/// It is safe as the pointer is private, cannot be copied, and is not used after it is closed.
@safe struct ImageDecoder: ~Copyable {
    /// The format that the content has.
    let format: ImageFormat
    /// Pixels along each side.
    let size: PixelSize
    /// What the bytes of a pixel are.
    let mode: PixelMode
    /// Red, green and blue of each index, for an image with a palette.
    let palette: [UInt8]
    /// The most bytes that the decoder takes at once.
    private(set) var byteCount: Int
    /// JPEG: blocks of coefficients that scans may visit altogether; else 0.
    let visitLimit: Int

    /// Pixels that bytes of this number can hold.
    private let mostPixels: Int
    /// WebP: where the lossless stream lies, and the size of what it codes.
    private let lossless: (bytes: Range<Int>, size: PixelSize)
    private let decoder: OpaquePointer

    /// Opens an encoded image for the time of a call; only its header is read.
    ///
    /// - Throws: content that is damaged or of another kind, a size that is never allowed, and what `body`
    ///   throws.
    static func withDecoder<Result>(
        of bytes: [UInt8], _ body: (borrowing ImageDecoder) throws(ImageError) -> Result
    ) throws(ImageError) -> Result {
        let format = try ImageFormat(of: bytes)
        // C keeps the pointer until the decoder is closed, which is before this returns.
        return try unsafe bytes.withUnsafeBufferPointer { buffer throws(ImageError) in
            var decoder = try unsafe ImageDecoder(buffer, format)
            try decoder.checkSize(encodedBytes: buffer.count)
            try decoder.addTables(of: bytes)
            return try body(decoder)
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ format: ImageFormat) throws(ImageError) {
        var message = clip_image_message()
        var header = clip_image_header()
        var decoder: OpaquePointer?
        let status = unsafe clip_image_open(
            format.identifier, bytes.baseAddress, bytes.count, &decoder, &header, &message)
        try Self.check(status, message, format)
        guard let decoder = unsafe decoder else {
            throw ImageError(.limit, found: "there is no memory to decode the \(format.name) image")
        }
        unsafe self.decoder = decoder
        self.format = format
        size = PixelSize(width: Int(header.width), height: Int(header.height))
        mode = PixelMode(header.pixels)
        palette = Self.entries(of: header.palette)
        byteCount = Int(clamping: header.memory)
        visitLimit = ImageLimits.visits(
            ofBlocks: Int(clamping: header.blocks), encodedBytes: bytes.count)
        // No array has the 2^63 / 8 / 1032 bytes that would overflow this.
        mostPixels = header.pixels_per_bit == 0 ? .max : bytes.count * 8 * Int(header.pixels_per_bit)
        // C found it within the bytes.
        lossless = (
            header.lossless.offset..<header.lossless.offset + header.lossless.count,
            PixelSize(width: Int(header.lossless.width), height: Int(header.lossless.height))
        )
    }

    private func checkSize(encodedBytes: Int) throws(ImageError) {
        try ImageLimits.check(size, format: format)
        guard size.width * size.height <= mostPixels else {
            throw ImageError(
                .malformed,
                found: "the \(format.name) picture ends early: \(encodedBytes) bytes cannot hold "
                    + "\(size.width) x \(size.height) pixels")
        }
    }

    /// Counts the tables of a lossless WebP's codes, of which the header says nothing.
    private mutating func addTables(of bytes: [UInt8]) throws(ImageError) {
        guard !lossless.bytes.isEmpty else { return }
        // Both are far below 2^62.
        byteCount += try LosslessTables(of: bytes[lossless.bytes], lossless.size).byteCount
    }

    deinit { unsafe clip_image_close(decoder) }

    /// Takes the decoder's memory, `byteCount` at most.
    func start() throws(ImageError) {
        var limits = clip_image_limits(scans: ImageLimits.scans, visits: UInt64(visitLimit))
        var message = clip_image_message()
        let status = unsafe clip_image_start(decoder, &limits, &message)
        guard visits <= visitLimit else {
            throw ImageError(
                .limit, found: "the \(format.name) image's scans go over \(visits) blocks of 8 x 8 pixels",
                allowed: "at most \(visitLimit) for its pixels and bytes")
        }
        try Self.check(status, message, format)
    }

    /// Fills an array with the next rows, without gaps; it must have the bytes of so many rows.
    func read(_ rows: inout [UInt8], count: Int) throws(ImageError) {
        var message = clip_image_message()
        // C writes as many bytes as the array has, or fails where that is not so many rows.
        let status = unsafe rows.withUnsafeMutableBufferPointer { rows in
            unsafe clip_image_rows(decoder, rows.baseAddress, count, rows.count, &message)
        }
        try Self.check(status, message, format)
    }

    /// Reads what follows the last row.
    func finish() throws(ImageError) {
        var message = clip_image_message()
        try Self.check(unsafe clip_image_finish(decoder, &message), message, format)
    }

    /// JPEG: blocks that scans have visited so far; else 0.
    var visits: Int { Int(clamping: unsafe clip_image_visits(decoder)) }

    /// Whether so many bytes can be taken: Swift's arrays end the process where they cannot.
    static func memoryIsThere(_ byteCount: Int) -> Bool { clip_image_memory_is_there(byteCount) }

    private static func check(
        _ status: clip_image_status, _ message: clip_image_message, _ format: ImageFormat
    ) throws(ImageError) {
        let code: ImageError.Code
        switch status {
        case CLIP_IMAGE_OK: return
        case CLIP_IMAGE_UNSUPPORTED: code = .unsupported
        case CLIP_IMAGE_LIMIT, CLIP_IMAGE_MEMORY: code = .limit
        default: code = .malformed
        }
        // All bytes of the C array, of which those after the first zero are not the message's.
        let text = unsafe withUnsafeBytes(of: message.text) { text in
            unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
        throw ImageError(code, found: "the \(format.name) picture cannot be decoded: \(text)")
    }

    private static func entries(of palette: clip_image_palette) -> [UInt8] {
        // All bytes of the C array, of which the shim fills three for each of at most 256 entries.
        unsafe withUnsafeBytes(of: palette.entries) { entries in
            unsafe Array(entries.prefix(Int(palette.count) * 3))
        }
    }
}

extension ImageFormat {
    fileprivate var identifier: clip_image_format {
        switch self {
        case .jpeg: CLIP_IMAGE_JPEG
        case .png: CLIP_IMAGE_PNG
        case .webp: CLIP_IMAGE_WEBP
        }
    }
}

extension PixelMode {
    fileprivate init(_ pixels: clip_pixels) {
        switch pixels {
        case CLIP_PIXELS_1: self = .bilevel
        case CLIP_PIXELS_L: self = .luminance
        case CLIP_PIXELS_LA: self = .luminanceAlpha
        case CLIP_PIXELS_P: self = .palette
        case CLIP_PIXELS_RGB: self = .rgb
        case CLIP_PIXELS_RGBA: self = .rgba
        case CLIP_PIXELS_CMYK: self = .cmyk
        default: self = .luminance16
        }
    }
}
