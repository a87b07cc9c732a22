/// A picture's colours as red, green and blue, by Pillow's `convert("RGB")`.
enum RGBConversion {
    static func rgb(of image: DecodedImage, palette: [UInt8]) -> [UInt8] {
        let bytes = image.pixels
        switch image.mode {
        case .rgb: return bytes
        case .bilevel, .luminance: return bytes.flatMap { [$0, $0, $0] }
        default: break
        }
        let channels = image.mode.byteCount
        var rgb: [UInt8] = []
        rgb.reserveCapacity(bytes.count / channels * 3)
        for first in stride(from: 0, to: bytes.count, by: channels) {
            switch image.mode {
            case .luminanceAlpha:
                rgb += [bytes[first], bytes[first], bytes[first]]
            case .luminance16:
                // Not scaled: all that is brighter than 255 of 65,535 is white.
                let gray = bytes[first] == 0 ? bytes[first + 1] : 255
                rgb += [gray, gray, gray]
            case .rgba:
                rgb += bytes[first..<first + 3]
            case .cmyk:
                let light = 255 - bytes[first + 3]
                for place in first..<first + 3 {
                    rgb.append(light - Premultiplication.product(bytes[place], light))
                }
            case .palette:
                let entry = Int(bytes[first]) * 3
                let isThere = entry + 3 <= palette.count
                rgb += isThere ? palette[entry..<entry + 3] : [0, 0, 0]
            case .bilevel, .luminance, .rgb: break
            }
        }
        return rgb
    }
}
