package import IncidentCore
package import IncidentStore

/// What is said of a search besides the incidents that it has found.
package struct SearchOutcome: Sendable {
    package let standing: SearchStanding
    package let places: [Int64: FoundPlace]
    private let text: SearchText

    /// - Parameter incidents: those that are shown.
    /// - Returns: `nil` where nothing is searched for, or no index is kept.
    package init?(
        _ filter: IncidentFilter, showing incidents: [Incident], redactions: Redactions, _ reader: StoreReader
    ) throws {
        guard let words = filter.text, let standing = try reader.searchStanding() else { return nil }
        text = SearchText(words)
        guard !text.isBlank else { return nil }
        self.standing = standing
        places = try reader.foundPlaces(of: words, in: incidents, redactions: redactions)
    }

    /// A sentence each.
    package var remarks: [String] {
        let cut =
            text.isCut
            ? [
                "only the first \(SearchText.wordLimit) words and \(SearchText.lengthLimit) characters are searched for"
            ] : []
        let wordless = text.isWordless ? ["there is no letter and no digit to search for, so nothing is found"] : []
        return cut + wordless + [standing.words].compactMap(\.self)
    }
}
