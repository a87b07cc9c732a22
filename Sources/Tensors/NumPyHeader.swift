/// The first bytes of a NumPy array file of float32 rows, format 1.0 (numpy/lib/format.py).
public enum NumPyHeader {
    /// Bytes of it, however many rows and columns it tells.
    public static let byteCount = 128
    /// What each begins with.
    public static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

    /// The header of an array of this many rows and columns.
    public static func bytes(rows: Int, columns: Int) -> [UInt8] {
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let length = byteCount - magic.count - 2
        let padding = String(repeating: " ", count: length - 1 - text.utf8.count)
        return magic + [UInt8(length), 0] + Array((text + padding + "\n").utf8)
    }
}
