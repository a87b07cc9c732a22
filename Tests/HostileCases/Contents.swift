package import Checkpoints
import Tensors

extension HostileCases {
    /// Every tensor's bytes by name, after all of the file's checksums were compared.
    @discardableResult
    package static func contents(of checkpoint: Checkpoint) throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for tensor in checkpoint.tensors {
            var bytes: [UInt8] = []
            try checkpoint.stream(tensor).read(tensor.byteCount, into: &bytes)
            contents[tensor.descriptor.name] = bytes
        }
        _ = try checkpoint.verifiedDigest { _ in }
        return contents
    }
}
