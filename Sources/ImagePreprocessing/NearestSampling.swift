/// Resizing without new values, for images of an index or of black and white.
enum NearestSampling {
    /// Steps up to which positions are added up as Pillow does it, whose rounding errors can move a pixel.
    ///
    /// With more of them a window deep inside a long picture would cost what the whole picture costs.
    private static let mostSteps = 1 << 24

    /// The stored pixel below the centre of each needed pixel, in rising order; rounding may put it outside.
    static func places(along side: ResizedSide) -> [Int] {
        let step = Double(side.inputSize) / Double(side.outputSize)
        var position = step * 0.5
        if side.window.upperBound <= mostSteps {
            for _ in 0..<side.window.lowerBound { position += step }
        } else {
            position += step * Double(side.window.lowerBound)
        }
        let places = side.window.map { _ in
            defer { position += step }
            return Int(position)
        }
        return side.isMirrored ? places.reversed().map { side.inputSize - 1 - $0 } : places
    }
}
