/// How a report of much is kept short: of each part the first, and where the others are.
struct ReportFold {
    /// The command that tells all.
    let more: String

    /// - Returns: `most` rows and one for the others; one more is no longer than that.
    func folded(_ rows: [String], _ most: Int) -> [String] {
        guard rows.count > most + 1 else { return rows }
        return rows.prefix(most) + ["and \(rows.count - most) more: \(more)"]
    }
}
