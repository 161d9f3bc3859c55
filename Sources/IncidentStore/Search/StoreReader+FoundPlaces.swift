internal import GRDB
package import IncidentCore

extension StoreReader {
    /// So much text is looked through for one list, and so long; a line says no place where that did not suffice.
    private static let placesBytes = 8 << 20
    private static let placesTime: Duration = .milliseconds(25)

    /// Where the first word stands that an incident's title does not show, for those of some where that is known.
    package func foundPlaces(
        of text: String, in incidents: [Incident], redactions: Redactions
    ) throws -> [Int64: FoundPlace] {
        guard let search else { return [:] }
        let words = SearchText(text).words
        let wanted: [(Int64, SearchText.Word)] = incidents.compactMap { incident in
            let title = "#\(incident.id) \(incident.title)"
            let word = words.first { SearchExcerpt(of: $0, in: title, redactions: redactions) == nil }
            return word.map { (incident.id, $0) }
        }
        var (places, room): ([Int64: FoundPlace], Int) = ([:], Self.placesBytes)
        let begun = ContinuousClock.now
        for (id, word) in wanted where room > 0 && ContinuousClock.now - begun < Self.placesTime {
            guard let document = try search.read({ try SearchIndex.document(id, in: $0) }).flatMap(\.self) else {
                continue
            }
            places[id] = try place(of: word, in: document, redactions, &room)
        }
        return places
    }

    private func place(
        of word: SearchText.Word, in document: SearchIndex.KeptDocument, _ redactions: Redactions, _ room: inout Int
    ) throws -> FoundPlace? {
        for column in SearchColumn.allCases where column != .title && column != .state {
            if column == .outputs {
                if let place = try outputPlace(of: word, document.artifacts, redactions, &room) { return place }
            } else if let text = document.texts[column] {
                room -= text.utf8.count
                if let excerpt = SearchExcerpt(of: word, in: text, redactions: redactions) {
                    return FoundPlace(column: column, collector: nil, excerpt: excerpt)
                }
            }
        }
        return nil
    }

    /// The newest first.
    private func outputPlace(
        of word: SearchText.Word, _ artifacts: [Int64], _ redactions: Redactions, _ room: inout Int
    ) throws -> FoundPlace? {
        for id in artifacts.reversed() where room > 0 {
            guard let output = try artifactOutput(id), let collector = try artifactPlace(id)?.collector else {
                continue
            }
            room -= output.utf8.count
            if let excerpt = SearchExcerpt(of: word, in: output, redactions: redactions) {
                return FoundPlace(column: .outputs, collector: collector, excerpt: excerpt)
            }
        }
        return nil
    }
}

extension SearchIndex {
    /// What is kept of an incident beside its words.
    struct KeptDocument: Sendable {
        let texts: [SearchColumn: String]
        let artifacts: [Int64]
    }

    static func document(_ incident: Int64, in db: Database) throws -> KeptDocument? {
        try db.row("SELECT * FROM document WHERE incident_id = ?", [incident]).map { row in
            KeptDocument(
                texts: Dictionary(uniqueKeysWithValues: SearchColumn.kept.map { ($0, row[$0.rawValue] as String) }),
                artifacts: try StoredJSON.decode(row["artifacts"]))
        }
    }
}
