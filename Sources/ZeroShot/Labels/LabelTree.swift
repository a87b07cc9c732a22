public import ByteIO
import StrictJSON

/// Labels in groups: a picture is told by its group first, then by the group's members.
public struct LabelTree: Sendable, Equatable {
    /// The groups.
    public let groups: LabelSet
    /// The members of all groups, group by group.
    public let members: LabelSet
    /// The group of each member.
    public let groupOfMember: [Int]

    /// Groups and their members, from JSON: `{"animal": ["cat", "dog"], "vehicle": ["car"]}`.
    ///
    /// - Throws: what opening the file throws; `malformed` where it is anything else, where a group has no members, or
    ///   where a label stands twice.
    public init(path: FilePath) throws(FileError) {
        do throws(FileError) {
            try self.init(parsing: TextLines.contents(of: path))
        } catch {
            throw error.inFile(path)
        }
    }

    /// Groups and members from a file's bytes; throws as `init(path:)`.
    package init(parsing bytes: [UInt8]) throws(FileError) {
        var budget = WorkBudget.forList(ofBytes: bytes.count)
        try self.init(parsing: bytes, &budget)
    }

    init(parsing bytes: [UInt8], _ budget: inout WorkBudget) throws(FileError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, work: &budget)
        } catch {
            throw FileError(
                .malformed, at: "offset \(error.offset)", found: error.found, allowed: error.allowed)
        }
        guard let object = value.object else {
            throw FileError(
                .malformed, found: "it is no object", allowed: "{\"group\": [\"member\", …], …}")
        }
        var (groups, members, groupOfMember): ([Label], [Label], [Int]) = ([], [], [])
        for (index, group) in object.members.enumerated() {
            let names = group.value.array?.compactMap(\.string) ?? []
            guard !names.isEmpty, names.count == group.value.array?.count else {
                throw FileError(
                    .malformed, at: "group '\(group.key)'", found: "it is no list of names, or an empty one",
                    allowed: "[\"member\", …]")
            }
            try LabelSet.requireAllowed(count: members.count + names.count)
            try budget.charge(1 + names.count, .nodes, for: "a tree of labels")
            try budget.charge(
                (1 + names.count) * MemoryLayout<Label>.stride, .bytes, for: "a tree of labels")
            groups.append(Label(group.key))
            members += names.map { Label($0) }
            groupOfMember += names.map { _ in index }
        }
        self.groups = try LabelSet(groups)
        self.members = try LabelSet(members)
        self.groupOfMember = groupOfMember
    }
}
