/// The opcodes that are executed: the 34 that PyTorch's own restricted reader knows (`weights_only`), and two
/// of the C++ writer's.
///
/// All others are refused by number, see Python's `pickletools` for their meaning.
enum PickleOpcode: UInt8, Sendable {
    case proto = 0x80
    case stop = 0x2E
    case mark = 0x28
    case global = 0x63

    case none = 0x4E
    case newTrue = 0x88
    case newFalse = 0x89
    case binInt = 0x4A
    case binInt1 = 0x4B
    case binInt2 = 0x4D
    case long1 = 0x8A
    case binFloat = 0x47
    case binUnicode = 0x58
    case shortBinString = 0x55

    case emptyTuple = 0x29
    case tuple = 0x74
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case emptyList = 0x5D
    case list = 0x6C
    case append = 0x61
    case appends = 0x65
    case emptyDictionary = 0x7D
    case dictionary = 0x64
    case setItem = 0x73
    case setItems = 0x75
    case emptySet = 0x8F

    case binPersistentIdentifier = 0x51
    case newObject = 0x81
    case reduce = 0x52
    case build = 0x62

    case binGet = 0x68
    case longBinGet = 0x6A
    case binPut = 0x71
    case longBinPut = 0x72
}
