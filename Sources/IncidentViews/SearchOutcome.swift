package import IncidentCore
package import IncidentStore

/// What is said of a search besides the incidents that it has found.
package struct SearchOutcome: Sendable {
    package let standing: SearchStanding
    package let places: [Int64: FoundPlace]
    /// How far it came; `nil` where it came to its end, or to that of the page.
    package let searched: SearchedPart?
    private let text: SearchText

    /// - Parameters:
    ///   - incidents: those that are shown.
    ///   - searched: how far the search for them came.
    /// - Returns: `nil` where nothing is searched for, or no index is kept.
    package init?(
        _ filter: IncidentFilter, showing incidents: [Incident], searched: SearchedPart?, redactions: Redactions,
        _ reader: StoreReader
    ) throws {
        guard let words = filter.text, let standing = try reader.searchStanding() else { return nil }
        text = SearchText(words)
        guard !text.isBlank else { return nil }
        (self.standing, self.searched) = (standing, searched)
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
        return cut + wordless + [searched?.words, standing.words].compactMap(\.self)
    }
}
