import ByteIO

/// The name of a class or function in a pickle, and what a pickle may do with it.
///
/// Nothing is ever looked up or called. The names are sorted so that a file which names anything that could
/// act when a careless reader loads it is refused as a whole, and not silently read around.
struct PickleGlobal: Sendable, Hashable, CustomStringConvertible {
    let module: String
    let name: String
    /// Module and name; made once, since one name may be used by very many opcodes of a byte each.
    let description: String
    let role: Role

    /// What a name may be used for.
    enum Role {
        /// `callable(*arguments)` is a value that this project knows how to read, or carries no tensor.
        case callable
        /// Any other class: instances of it may be made (NEWOBJ) and given a state, as in a pickled module.
        case classOnly
        /// Never.
        case forbidden
    }

    private static func role(of description: String, in module: String) -> Role {
        if callables.contains(description) { return .callable }
        let package = module.prefix { $0 != "." }
        return forbiddenPackages.contains(String(package)) ? .forbidden : .classOnly
    }

    /// A class of a TorchScript archive's own code; exactly this package, not a name that begins like it.
    var isTorchScriptClass: Bool { module == "__torch__" || module.hasPrefix("__torch__.") }

    /// The names that REDUCE may be applied to.
    ///
    /// All but the tensor functions and OrderedDict make values that are of no interest and stay opaque; they
    /// occur in training checkpoints beside the weights.
    private static let callables: Set<String> = [
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
        "torch._tensor._rebuild_from_type_v2",
        // Tensors of kinds that cannot be converted: refused by name if they are among the weights.
        "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_qtensor",
        "torch._utils._rebuild_meta_tensor_no_storage", "torch._utils._rebuild_nested_tensor",
        "torch._utils._rebuild_wrapper_subclass", "torch._utils._rebuild_device_tensor_from_numpy",
        "torch._utils._rebuild_device_tensor_from_cpu_tensor",
        "collections.OrderedDict", "collections.Counter", "collections.defaultdict",
        "torch.Size", "torch.device", "torch.serialization._get_layout",
        "torch.jit._pickle.build_intlist", "torch.jit._pickle.build_tensorlist",
        "torch.jit._pickle.build_doublelist", "torch.jit._pickle.build_boollist",
        "torch.jit._pickle.restore_type_tag",
        "__builtin__.set", "builtins.set", "__builtin__.bytearray", "builtins.bytearray",
        "__builtin__.complex", "builtins.complex", "__builtin__.dict", "builtins.dict", "_codecs.encode",
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
        "numpy.dtype", "numpy.ndarray", "pathlib.PosixPath", "pathlib.PurePosixPath",
    ]

    /// Packages of Python's that reach the system, other code or other files.
    ///
    /// A name in one of them has no business in a checkpoint, not even as a class.
    private static let forbiddenPackages: Set<String> = [
        "__builtin__", "_codecs", "_io", "_pickle", "_posixsubprocess", "_thread", "aiohttp", "asyncio",
        "atexit", "bdb", "builtins", "cProfile", "code", "codeop", "commands", "copyreg", "copy_reg",
        "ctypes",
        "dbm", "distutils", "doctest", "ensurepip", "fileinput", "ftplib", "gc", "glob", "http", "httplib",
        "idlelib", "imaplib", "importlib", "inspect", "io", "lib2to3", "linecache", "logging", "marshal",
        "mmap",
        "multiprocessing", "nt", "ntpath", "nturl2path", "operator", "os", "pdb", "pickle", "pip",
        "pkg_resources",
        "pkgutil", "platform", "poplib", "posix", "posixpath", "profile", "pty", "pydoc", "resource",
        "requests",
        "rlcompleter", "runpy", "select", "setuptools", "shelve", "shutil", "signal", "site", "smtplib",
        "socket",
        "socketserver", "sqlite3", "ssl", "subprocess", "sys", "tarfile", "telnetlib", "tempfile",
        "threading",
        "timeit", "trace", "types", "urllib", "urllib2", "uuid", "venv", "webbrowser", "xmlrpc", "zipapp",
        "zipfile",
        "zipimport",
    ]
}

extension PickleGlobal {
    /// A name as a GLOBAL opcode gives it: dotted Python identifiers, ASCII only.
    ///
    /// - Throws: `malformed` if it is none, `unsupported` if it is forbidden.
    init(module: String, name: String, at location: String) throws(FileError) {
        let isQualified = [module, name].allSatisfy { path in
            path.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy(Self.isIdentifier)
        }
        // A dotted name would reach through an attribute to something else than it appears to name.
        guard isQualified, !name.utf8.contains(UInt8(ascii: ".")) else {
            throw FileError(
                .malformed, at: location,
                found: "'\(module)' '\(name)' is not the name of a class or function")
        }
        self.module = module
        self.name = name
        description = "\(module).\(name)"
        role = Self.role(of: description, in: module)
        guard role != .forbidden else {
            throw FileError(
                .unsupported, at: location,
                found: "the pickle refers to \(self), which could run code or reach files",
                allowed: "tensors, containers and classes of models; do not load this file with Python")
        }
    }

    private static func isIdentifier(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
        return bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == 0x5F
        }
    }
}
