/// Bytes as text, where every byte counts.
public enum StrictText {
    /// The bytes as UTF-8, or the offset of the first byte that is none.
    ///
    /// Nothing is repaired, since an id would then stand for something that nobody wrote.
    public static func decode(_ bytes: some Collection<UInt8>) -> Result<String, InvalidUTF8> {
        if let text = String(validating: bytes, as: UTF8.self) { return .success(text) }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
        return .failure(InvalidUTF8(offset: offset))
    }

    /// Where bytes stop being UTF-8.
    public struct InvalidUTF8: Error, Sendable, Equatable {
        /// Bytes in front of the first that is none.
        public let offset: Int
    }
}
