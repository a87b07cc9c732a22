public import ModelKit

/// Makes a model's input of a picture: the same numbers that Pillow and torchvision give the original.
///
/// A picture is resized in the mode that its file has, cut to a square, and only then becomes RGB; the order
/// shows in the pixels of transparent, indexed and CMYK pictures.
public struct ImagePreprocessor: Sendable {
    /// The model's constants.
    public let preprocessing: Preprocessing
    /// Whether a picture is turned as its EXIF data says.
    ///
    /// The original does not turn it.
    public let honorsEXIF: Bool
    /// What images take their memory from.
    public let memory: ImageMemory
    private let table: [[Float]]

    /// A preprocessor with a model's constants.
    ///
    /// - Parameter memory: what images take their memory from; preprocessors of one process share it, so that
    ///   there
    ///   is one bound however many threads call them.
    public init(
        _ preprocessing: Preprocessing, honorsEXIF: Bool = false, memory: ImageMemory = .shared
    ) {
        self.preprocessing = preprocessing
        self.honorsEXIF = honorsEXIF
        self.memory = memory
        table = NormalizationTable(preprocessing).channels
    }

    /// The square of a JPEG, PNG or WebP picture; which of them it is, its content decides.
    ///
    /// Rows are resized as they are decoded. Waits where other images have the memory that this one needs.
    ///
    /// - Throws: Content that is damaged, of another kind, or larger than is allowed.
    public func pixels(ofEncoded bytes: [UInt8]) throws(ImageError) -> PixelSquare {
        try checkSize()
        return try ImageDecoder.withDecoder(of: bytes) { decoder throws(ImageError) in
            let orientation =
                honorsEXIF
                ? EXIF.orientation(in: EXIFContainer.exif(in: bytes, decoder.format)) : .upright
            let plan = try ResizePlan(decoder.size, decoder.mode, orientation, preprocessing)
            let size = decoder.size
            // Both are far below 2^62.
            return try memory.withShare(
                decoder.byteCount + plan.byteCount,
                for: "the \(decoder.format.name) image of \(size.width) x \(size.height) pixels"
            ) { () throws(ImageError) in
                try Self.checkMemory(plan)
                try decoder.start()
                var batch = [UInt8](
                    repeating: 0, count: plan.batchRowCount * size.width * decoder.mode.byteCount)
                let square = try square(size, plan, palette: decoder.palette) { rows throws(ImageError) in
                    batch.removeLast(batch.count - rows.count * size.width * decoder.mode.byteCount)
                    try decoder.read(&batch, count: rows.count)
                    return batch
                }
                try decoder.finish()
                return square
            }
        }
    }

    /// The square of a picture in memory.
    ///
    /// - Throws: A size that is larger than is allowed, and a picture too thin to be resized.
    public func pixels(of image: RGBImage) throws(ImageError) -> PixelSquare {
        try checkSize()
        let size = PixelSize(width: image.width, height: image.height)
        let plan = try ResizePlan(size, .rgb, .upright, preprocessing)
        return try memory.withShare(plan.byteCount, for: "the image of \(size.width) x \(size.height) pixels")
        {
            () throws(ImageError) in
            try Self.checkMemory(plan)
            return try square(size, plan, palette: []) { rows in
                Array(image.pixels[3 * size.width * rows.lowerBound..<3 * size.width * rows.upperBound])
            }
        }
    }

    /// The model's input: red, green and blue one after another, `[3, size, size]`.
    public func normalized(_ square: PixelSquare) -> [Float] {
        let count = square.size * square.size
        var planes: [Float] = []
        planes.reserveCapacity(3 * count)
        for (channel, values) in table.enumerated() {
            for pixel in 0..<count { planes.append(values[Int(square.pixels[3 * pixel + channel])]) }
        }
        return planes
    }

    /// The square of an image whose rows come in batches.
    private func square(
        _ size: PixelSize, _ plan: ResizePlan, palette: [UInt8],
        rows: (Range<Int>) throws(ImageError) -> [UInt8]
    ) throws(ImageError) -> PixelSquare {
        var sink = plan.makeSink()
        var row = 0
        while row < size.height {
            let batch = row..<min(row + plan.batchRowCount, size.height)
            sink.append(
                DecodedImage(width: size.width, height: batch.count, mode: plan.mode, pixels: try rows(batch))
            )
            row = batch.upperBound
        }
        let filled = plan.square(of: sink.finish())
        return PixelSquare(
            size: preprocessing.imageSize, pixels: RGBConversion.rgb(of: filled, palette: palette))
    }

    /// Swift's arrays end the process where there is no memory for them.
    private static func checkMemory(_ plan: ResizePlan) throws(ImageError) {
        guard ImageDecoder.memoryIsThere(plan.byteCount) else {
            throw ImageError(
                .limit, found: "there is no memory for the \(plan.byteCount) bytes that resizing takes")
        }
    }

    private func checkSize() throws(ImageError) {
        let side = preprocessing.imageSize
        guard side > 0, side <= ImageLimits.pixels / side else {
            throw ImageError(
                .limit, found: "a square of \(side) x \(side) pixels",
                allowed: "at most \(ImageLimits.pixels) in all")
        }
    }
}
