import Tensors

extension OneDNN {
    /// Products of two square matrices in a second: what this machine can do at best.
    ///
    /// - Parameters:
    ///   - size: rows and columns of both.
    ///   - seconds: for how long products are made.
    public func productsPerSecond(
        size: Int, _ precision: ComputePrecision, seconds: Double
    ) throws(OneDNNFailure) -> Double {
        let input = Matrix(rows: size, columns: size)
        var result = Matrix(rows: size, columns: size)
        let ones = [Float](repeating: 1, count: size * size)
        let linear =
            precision == .int8
            ? try OneDNNLinear(
                self, integers: [UInt8](repeating: 1, count: size * size).span,
                scales: [Float](repeating: 1, count: size), bias: nil, outliers: [], outputs: size,
                inputs: size)
            : try OneDNNLinear(
                self, weights: ones.span, bias: nil, outputs: size, inputs: size, computedIn: precision)
        try linear.apply(to: input, into: &result)
        var times: [Double] = []
        while times.reduce(0, +) < seconds || times.count < 3 {
            let start = ContinuousClock.now
            try linear.apply(to: input, into: &result)
            times.append((ContinuousClock.now - start) / .seconds(1))
        }
        return 1 / (times.min() ?? 1)
    }
}
