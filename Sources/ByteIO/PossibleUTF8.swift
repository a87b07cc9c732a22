/// Bytes that are mostly UTF-8, one piece after another: scalars, and bytes that belong to none.
struct PossibleUTF8: Sequence {
    enum Piece {
        case scalar(Unicode.Scalar)
        case stray(UInt8)
    }

    let bytes: [UInt8]

    func makeIterator() -> Iterator { Iterator(bytes: bytes, rest: bytes.makeIterator()) }

    struct Iterator: IteratorProtocol {
        let bytes: [UInt8]
        var rest: [UInt8].Iterator
        private var parser = Unicode.UTF8.ForwardParser()
        private var position = 0
        private var strayEnd = 0

        init(bytes: [UInt8], rest: [UInt8].Iterator) {
            self.bytes = bytes
            self.rest = rest
        }

        mutating func next() -> Piece? {
            if position == strayEnd {
                switch parser.parseScalar(from: &rest) {
                case .emptyInput: return nil
                case .valid(let encoded):
                    position += encoded.count
                    strayEnd = position
                    return .scalar(Unicode.UTF8.decode(encoded))
                case .error(let length): strayEnd += length
                }
            }
            defer { position += 1 }
            return .stray(bytes[position])
        }
    }
}
