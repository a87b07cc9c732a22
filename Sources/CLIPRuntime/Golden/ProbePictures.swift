/// The pictures that every model is probed with, generated so that no file is needed: Formats/clipw.md, section 6.
///
/// All arithmetic is on integers, so that they are the same bytes everywhere.
enum ProbePictures {
    /// One of them, `[n, n, 3]`: noise, blocks, smooth, gradient with a disc, checkerboard, or stripes.
    static func pixels(_ index: Int, size n: Int) -> [UInt8] {
        switch index {
        case 0: return SplitMix64.grid(seed: 1, side: n)
        case 1:
            let blocks = SplitMix64.grid(seed: 2, side: 8)
            return picture(n) { x, y, channel in blocks[((y * 8 / n) * 8 + x * 8 / n) * 3 + channel] }
        case 2: return smooth(n)
        case 3: return picture(n) { x, y, channel in gradientWithDisc(x, y, channel, n) }
        case 4: return picture(n) { x, y, _ in (x * 7 / n + y * 7 / n).isMultiple(of: 2) ? 0 : 255 }
        default: return picture(n) { x, y, channel in (x + y) * 12 / n % 3 == channel ? 230 : 25 }
        }
    }

    private static func picture(_ n: Int, _ value: (_ x: Int, _ y: Int, _ channel: Int) -> UInt8) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(n * n * 3)
        for y in 0..<n {
            for x in 0..<n {
                for channel in 0..<3 { pixels.append(value(x, y, channel)) }
            }
        }
        return pixels
    }

    /// Between the points of a 5 x 5 grid, linearly, in steps of 1/256.
    private static func smooth(_ n: Int) -> [UInt8] {
        let grid = SplitMix64.grid(seed: 3, side: 5)
        return picture(n) { x, y, channel in
            let (row, u) = (y * 1024 / n).quotientAndRemainder(dividingBy: 256)
            let (column, t) = (x * 1024 / n).quotientAndRemainder(dividingBy: 256)
            func line(_ row: Int) -> Int {
                let start = (row * 5 + column) * 3 + channel
                return Int(grid[start]) * (256 - t) + Int(grid[start + 3]) * t
            }
            return UInt8(truncatingIfNeeded: (line(row) * (256 - u) + line(row + 1) * u) >> 16)
        }
    }

    private static func gradientWithDisc(_ x: Int, _ y: Int, _ channel: Int, _ n: Int) -> UInt8 {
        let (dx, dy) = (2 * x - n + 1, 2 * y - n + 1)
        if dx * dx + dy * dy < n * n / 4 { return [255, 64, 32][channel] }
        let last = max(n - 1, 1)
        return [UInt8(255 * x / last), UInt8(255 * y / last), 128][channel]
    }
}
