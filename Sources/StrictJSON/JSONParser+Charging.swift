import ByteIO

extension JSONParser {
    /// Charges the bytes that were looked at since the last time.
    mutating func chargeText() throws(JSONError) {
        try charge(position - chargedCount, .steps)
        chargedCount = position
    }

    /// Charges a value that begins here.
    mutating func chargeValue() throws(JSONError) {
        try chargeText()
        try charge(1, .nodes)
        try charge(MemoryLayout<JSONValue>.stride, .bytes)
    }

    /// Charges a string that ends here.
    mutating func chargeString(_ byteCount: Int) throws(JSONError) {
        try chargeText()
        try charge(byteCount, .bytes)
    }

    /// Charges a member of an object beside its value: its key is hashed, and lies in the table of keys too.
    mutating func chargeMember(_ key: String) throws(JSONError) {
        try charge(key.utf8.count, .steps)
        try charge(JSONObject.memoryOfMember + key.utf8.count, .bytes)
    }

    private mutating func charge(_ amount: Int, _ cost: WorkBudget.Cost) throws(JSONError) {
        do throws(FileError) {
            try work.charge(amount, cost, for: "a JSON text")
        } catch {
            throw failure(error.found, error.allowed)
        }
    }
}
