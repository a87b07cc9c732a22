extension JSONValue {
    /// The value as one line without spaces, members in their order: the same value always gives the same text.
    public var text: String {
        var text = ""
        write(to: &text, indentation: nil)
        return text
    }

    /// The value over several lines, two spaces a level, with a line feed at the end.
    public var prettyText: String {
        var text = ""
        write(to: &text, indentation: 0)
        return text + "\n"
    }

    private func write(to text: inout String, indentation: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        // JSON has no infinities; a report's figure that is none becomes null.
        case .number(let value): text += value.isFinite ? Self.shortest(value) : "null"
        case .string(let value): Self.quote(value, to: &text)
        case .array(let items):
            // A row of scalars reads best as a row.
            let isFlat = items.allSatisfy { $0.array == nil && $0.object == nil }
            Self.enclose(
                "[", "]", items, to: &text, isFlat ? nil : indentation,
                separator: indentation == nil ? "," : ", "
            ) {
                $0.write(to: &$1, indentation: $2)
            }
        case .object(let object):
            Self.enclose("{", "}", object.members, to: &text, indentation, separator: ",") {
                member, text, inner in
                Self.quote(member.key, to: &text)
                text += inner == nil ? ":" : ": "
                member.value.write(to: &text, indentation: inner)
            }
        }
    }

    private static func enclose<Item>(
        _ opening: String, _ closing: String, _ items: [Item], to text: inout String, _ indentation: Int?,
        separator: String,
        write: (Item, inout String, Int?) -> Void
    ) {
        text += opening
        for (index, item) in items.enumerated() {
            if index > 0 { text += indentation == nil ? separator : "," }
            if let indentation { text += "\n" + String(repeating: "  ", count: indentation + 1) }
            write(item, &text, indentation.map { $0 + 1 })
        }
        if let indentation, !items.isEmpty { text += "\n" + String(repeating: "  ", count: indentation) }
        text += closing
    }

    /// The shortest digits that read back as the same number.
    private static func shortest(_ value: Double) -> String {
        let digits = "\(value)"
        return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where isShown(scalar): text.unicodeScalars.append(scalar)
            default: for unit in String(scalar).utf16 { escape(unit, to: &text) }
            }
        }
        text += "\""
    }

    /// Whether a character shows as itself: a name from a stranger's file must not move the cursor, reverse the line or end
    /// it, wherever the text is shown.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar >= " " && scalar != "\u{7F}" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }

    private static func escape(_ unit: UInt16, to text: inout String) {
        let digits = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
