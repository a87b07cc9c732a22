/// What the bytes of a pixel are; the cases are Pillow's modes, because a picture is resized in its own mode
/// and becomes RGB only afterwards.
package enum PixelMode: Sendable, Hashable, CaseIterable {
    /// `1`: black or white, one byte that is 0 or 255.
    case bilevel
    /// `L`: gray.
    case luminance
    /// `LA`: gray and opacity.
    case luminanceAlpha
    /// `P`: an index into a palette.
    case palette
    /// `RGB`.
    case rgb
    /// `RGBA`.
    case rgba
    /// `CMYK`: 255 is full ink.
    case cmyk
    /// `I;16`: gray of sixteen bits, upper byte first.
    case luminance16

    /// Bytes that one pixel takes.
    var byteCount: Int {
        switch self {
        case .bilevel, .luminance, .palette: 1
        case .luminanceAlpha, .luminance16: 2
        case .rgb: 3
        case .rgba, .cmyk: 4
        }
    }

    /// Whether values between those of two neighbours mean anything; they do not for an index, and Pillow
    /// treats black and white in the same way.
    var isInterpolable: Bool {
        switch self {
        case .bilevel, .palette: false
        default: true
        }
    }

    /// Whether the last byte of a pixel is its opacity.
    var hasAlpha: Bool { self == .luminanceAlpha || self == .rgba }
}
