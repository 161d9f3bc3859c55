import IncidentCore
import Testing

let noon = Timestamp(rfc3339: "2026-11-23T12:00:00Z")!

/// What a command's answer is read as, as an artifact would keep it.
struct StructuredReading {
    var records: OutputRecords
    let redactionCount: Int
    let remark: String?

    init(
        _ command: String, _ answer: some StringProtocol, redactions: Redactions = .builtIn,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        try self.init(command, bytes: Array(answer.utf8), redactions: redactions, location)
    }

    init(
        _ command: String, bytes: [UInt8], redactions: Redactions = .builtIn,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let words = shellWords(command)
        let question = try #require(StructuredQuestion(words), sourceLocation: location)
        let table = try question.read(bytes, of: words + question.words, at: noon)
        (records, redactionCount) = table.read(redactions: redactions)
        remark = table.remark
    }

    var lines: [String] { records.text.split(separator: "\n").map(String.init) }

    /// Of the first record.
    var fields: [String: String] { records.records.first?.fields ?? [:] }

    /// The cells of the first row.
    func cells(_ columns: String...) -> String { columns.map { fields[$0] ?? "–" }.joined(separator: " | ") }
}
