extension TextCleaning {
    /// `ftfy.fixes.remove_control_chars`: drops `CONTROL_CHARS` of `ftfy.chardata`.
    static func removeControlCharacters(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        text.filter { scalar in
            switch scalar.value {
            case 0x00...0x08, 0x0B, 0x0E...0x1F, 0x7F: false
            case 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFC: false
            default: true
            }
        }
    }
}
