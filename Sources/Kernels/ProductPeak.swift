import Tensors

extension ComputePrecision {
    /// Products of two square matrices in a second: what this machine can do at best.
    ///
    /// - Parameters:
    ///   - size: rows and columns of both.
    ///   - seconds: for how long products are made.
    /// - Returns: nil where memory is short.
    public func productsPerSecond(size: Int, threads: Int, seconds: Double) -> Double? {
        let input = Matrix(rows: size, columns: size)
        var result = Matrix(rows: size, columns: size)
        guard let linear = unitLayer(size: size) else { return nil }
        var times: [Double] = []
        // The first is a warm-up.
        while times.dropFirst().reduce(0, +) < seconds || times.count < 4 {
            let start = ContinuousClock.now
            guard linear.apply(to: input, into: &result, threads: threads) else { return nil }
            times.append((ContinuousClock.now - start) / .seconds(1))
        }
        return times.min().map { 1 / $0 }
    }

    private func unitLayer(size: Int) -> PackedLinear? {
        guard self == .int8 else {
            return PackedLinear(
                weights: [Float](repeating: 1, count: size * size).span, bias: nil, outputs: size,
                inputs: size,
                computedIn: self)
        }
        return PackedLinear(
            integers: [UInt8](repeating: 1, count: size * size).span,
            scales: [Float](repeating: 1, count: size), bias: nil, outliers: [], outputs: size, inputs: size)
    }
}
