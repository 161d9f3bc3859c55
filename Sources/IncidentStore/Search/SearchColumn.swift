/// The kinds of text of an incident that the search index keeps apart, in the order in which a place is named where a word
/// stands in several.
package enum SearchColumn: String, Sendable, CaseIterable {
    /// Priority and status, as single words, which filters ask for.
    case state
    case title
    case labels
    case annotations
    case findings
    case notes
    case outputs
    case messages
    case steps
    case names
    case timeline
    case standing

    /// What is kept beside the index, to take the words out of it again when they change: outputs are never changed, and
    /// stand in the main database.
    static let kept = allCases.filter { $0 != .outputs }

    /// For people, after "found in".
    package var words: String {
        switch self {
        case .state: "its state"
        case .title: "its title"
        case .labels: "its labels"
        case .annotations: "its annotations"
        case .findings: "a finding"
        case .notes: "a note"
        case .outputs: "an output"
        case .messages: "a message"
        case .steps: "a next step"
        case .names: "a name"
        case .timeline: "its timeline"
        case .standing: "how it stands"
        }
    }
}
