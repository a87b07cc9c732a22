/// Colours multiplied by their opacity, so that what is invisible does not shine through resizing.
enum Premultiplication {
    /// Multiplies the colours by the opacity, which is the last byte of each pixel.
    static func apply(to image: inout DecodedImage) {
        let channels = image.mode.byteCount
        for first in stride(from: 0, to: image.pixels.count, by: channels) {
            let alpha = image.pixels[first + channels - 1]
            for place in first..<first + channels - 1 {
                image.pixels[place] = product(image.pixels[place], alpha)
            }
        }
    }

    /// Divides the colours by the opacity, down and up to 255; what is invisible stays as it is.
    static func undo(in image: inout DecodedImage) {
        let channels = image.mode.byteCount
        for first in stride(from: 0, to: image.pixels.count, by: channels) {
            let alpha = Int(image.pixels[first + channels - 1])
            guard alpha != 0, alpha != 255 else { continue }
            for place in first..<first + channels - 1 {
                image.pixels[place] = UInt8(min(255 * Int(image.pixels[place]) / alpha, 255))
            }
        }
    }

    /// `a * b / 255`, rounded, as Pillow does it without dividing.
    static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
        let scaled = Int(a) * Int(b) + 128
        return UInt8(((scaled >> 8) + scaled) >> 8)
    }
}
