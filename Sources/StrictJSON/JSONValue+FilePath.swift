public import ByteIO

extension JSONValue {
    /// A path: a string where it is UTF-8, else `{"bytes": "<Base64>", "text": "…"}`, whose text is for people.
    ///
    /// JSON has no other way to write bytes down, and a name that was repaired would be another file's.
    public static func path(_ path: FilePath) -> JSONValue {
        if let text = path.text { return .string(text) }
        return ["bytes": .string(base64(path.bytes)), "text": .string(path.description)]
    }
}
