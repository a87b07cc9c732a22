import Testing

/// Says which row of docs/hostile-input.md a test belongs to that is no generated case; `CaseTableTests` looks for it.
struct CaseID: TestTrait {
    let rows: [String]
}

extension Trait where Self == CaseID {
    /// Rows such as `Z38`.
    static func caseID(_ rows: String...) -> CaseID { CaseID(rows: rows) }
}
