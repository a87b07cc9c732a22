import Synchronization

/// Values that several threads put into their places.
final class Gathered<Value: Sendable>: Sendable {
    private let places: Mutex<[Value?]>

    init(count: Int) {
        places = Mutex([Value?](repeating: nil, count: count))
    }

    subscript(index: Int) -> Value? {
        get { places.withLock { $0[index] } }
        set { places.withLock { $0[index] = newValue } }
    }

    /// Those that are there, in their order.
    var values: [Value] { places.withLock { $0 }.compactMap(\.self) }
}
