/// The parameters of scrypt that stand in a secret key as two limits, by the rule of libsodium's `pickparams`
/// (crypto_pwhash_scryptsalsa208sha256), which minisign uses.
struct KeyDerivation: Equatable {
    let n: Int
    let r = 8
    let p: Int

    /// Nil for limits that ask for more memory or work than minisign's largest.
    init?(operations: UInt64, memory: UInt64) {
        guard memory <= UInt64(Limits.scryptBytes), operations <= UInt64(Limits.scryptOperations) else {
            return nil
        }
        let (operations, memory) = (max(Int(operations), 32768), Int(memory))
        let isBoundByOperations = operations < memory / 32
        let largest = isBoundByOperations ? operations / (r * 4) : memory / (r * 128)
        // The first power of two that is more than half of the largest, at least 2.
        var exponent = 1
        while exponent < 63, 1 << exponent <= largest / 2 { exponent += 1 }
        n = 1 << exponent
        p = isBoundByOperations ? 1 : operations / 4 / n / r
        guard p >= 1 else { return nil }
    }
}
