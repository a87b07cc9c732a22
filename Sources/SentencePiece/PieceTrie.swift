/// Finds the pieces that begin at a position of a text, byte by byte.
///
/// The edges of the tree lie in one hash table, from a node and a byte to the next node, so that a step is a
/// look into memory and building takes a step for each byte of the pieces. The hash has a seed of its own in
/// every process, so that nobody can write a vocabulary whose edges all fall into one place.
struct PieceTrie: Sendable {
    /// Node above byte, and 1 more, so that 0 is free.
    private var keys: [UInt64]
    private var nodes: [UInt32]
    /// The id of the piece that ends at a node, -1 where none does.
    private var values: [Int32] = [-1]
    private var edgeCount = 0
    private let seed = UInt64.random(in: .min ... .max)

    static let root: UInt32 = 0

    /// A tree of no pieces.
    init() {
        keys = [UInt64](repeating: 0, count: 1024)
        nodes = [UInt32](repeating: 0, count: 1024)
    }

    /// Adds a piece.
    mutating func insert(_ piece: String, id: Int32) {
        var node = Self.root
        for byte in piece.utf8 { node = addEdge(from: node, byte) }
        values[Int(node)] = id
    }

    var isEmpty: Bool { edgeCount == 0 }

    /// The node behind a byte, nil where no piece goes on with it.
    @inline(__always)
    func step(from node: UInt32, _ byte: UInt8) -> UInt32? {
        let key = Self.key(node, byte)
        var slot = slot(of: key)
        while keys[slot] != key {
            if keys[slot] == 0 { return nil }
            slot = (slot &+ 1) & (keys.count &- 1)
        }
        return nodes[slot]
    }

    /// The id of the piece that ends at a node, -1 where none does.
    @inline(__always)
    func value(at node: UInt32) -> Int32 { values[Int(node)] }

    /// The id of the piece that is these bytes of the text, nil where there is none.
    func id(of range: Range<Int>, in text: [UInt8]) -> Int32? {
        var node = Self.root
        for index in range {
            guard let next = step(from: node, text[index]) else { return nil }
            node = next
        }
        let id = value(at: node)
        return id >= 0 ? id : nil
    }

    /// Bytes of the longest piece that begins at a position; nil where none does.
    func longestMatch(_ text: [UInt8], at start: Int) -> Int? {
        var (node, longest): (UInt32, Int?) = (Self.root, nil)
        for index in start..<text.count {
            guard let next = step(from: node, text[index]) else { break }
            node = next
            if value(at: node) >= 0 { longest = index + 1 - start }
        }
        return longest
    }

    private mutating func addEdge(from node: UInt32, _ byte: UInt8) -> UInt32 {
        if let next = step(from: node, byte) { return next }
        if 2 * (edgeCount + 1) > keys.count { grow() }
        edgeCount += 1
        let next = UInt32(values.count)
        values.append(-1)
        place(next, under: Self.key(node, byte))
        return next
    }

    private mutating func place(_ node: UInt32, under key: UInt64) {
        var slot = slot(of: key)
        while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
        keys[slot] = key
        nodes[slot] = node
    }

    private mutating func grow() {
        let old = (keys, nodes)
        keys = [UInt64](repeating: 0, count: 2 * old.0.count)
        nodes = [UInt32](repeating: 0, count: 2 * old.0.count)
        for (key, node) in zip(old.0, old.1) where key != 0 { place(node, under: key) }
    }

    @inline(__always)
    private static func key(_ node: UInt32, _ byte: UInt8) -> UInt64 {
        (UInt64(node) << 8 | UInt64(byte)) + 1
    }

    /// The finaliser of MurmurHash3 over key and seed; the number of slots is a power of two.
    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        var hash = key ^ seed
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return Int(truncatingIfNeeded: hash ^ hash >> 33) & (keys.count &- 1)
    }
}
