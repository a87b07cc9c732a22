import CImageCodecs

/// The bridge to the C shim; the only file of this target that hands memory to C.
enum Codecs {
    /// Decodes a picture of any format that is read.
    static func decode(_ bytes: [UInt8]) throws(ImageError) -> DecodedImage {
        let format = try ImageFormat(of: bytes)
        var message = clip_image_message()
        let header = try header(of: bytes, format, &message)
        let (width, height) = (Int(header.width), Int(header.height))
        try ImageLimits.check(width: width, height: height, format: format)
        // No array has the 2^63 / 8 / 1032 bytes that would overflow this.
        let mostPixels = bytes.count * 8 * Int(header.pixels_per_bit)
        guard header.pixels_per_bit == 0 || width * height <= mostPixels else {
            throw ImageError(
                .malformed,
                found: "the \(format.name) picture ends early: \(bytes.count) bytes cannot hold "
                    + "\(width) x \(height) pixels")
        }

        let mode = PixelMode(header.pixels)
        let capacity = width * height * mode.byteCount
        // The pixels, and as many again while they are resized.
        guard clip_image_memory_is_there(2 * capacity) else {
            throw ImageError(
                .limit,
                found: "there is no memory for \(width) x \(height) pixels of the \(format.name) picture")
        }
        var palette = clip_image_palette()
        var status = CLIP_IMAGE_OK
        // C reads `bytes.count` bytes and fills all of `capacity`, or says that it did not: then the array
        // stays empty, and is not used.
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                let from = bytes.baseAddress
                let to = buffer.baseAddress
                switch format {
                case .jpeg:
                    status = unsafe clip_jpeg_pixels(
                        from, bytes.count, ImageLimits.scans, to, capacity, &message)
                case .png:
                    status = unsafe clip_png_pixels(from, bytes.count, to, capacity, &palette, &message)
                case .webp:
                    status = unsafe clip_webp_pixels(from, bytes.count, to, capacity, &message)
                }
            }
            count = status == CLIP_IMAGE_OK ? capacity : 0
        }
        try check(status, message, format)
        return DecodedImage(
            width: width, height: height, mode: mode, pixels: pixels,
            palette: mode == .palette ? entries(of: palette) : [])
    }

    private static func header(
        of bytes: [UInt8], _ format: ImageFormat, _ message: inout clip_image_message
    ) throws(ImageError) -> clip_image_header {
        var header = clip_image_header()
        // C reads `bytes.count` bytes.
        let status = unsafe bytes.withUnsafeBufferPointer { bytes in
            switch format {
            case .jpeg: unsafe clip_jpeg_header(bytes.baseAddress, bytes.count, &header, &message)
            case .png: unsafe clip_png_header(bytes.baseAddress, bytes.count, &header, &message)
            case .webp: unsafe clip_webp_header(bytes.baseAddress, bytes.count, &header, &message)
            }
        }
        try check(status, message, format)
        return header
    }

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
