/// The name by which a person takes, closes or notes something, in whichever way; as it is kept and shown.
package struct PersonName: Sendable, Equatable {
    package static let limit = 80

    /// One line without characters that cannot be seen: a name that looks like another would be taken for it.
    package let text: String

    package init(_ text: String) throws(PersonNameProblem) {
        let line = text.singleLine(limit: 1000)
        guard !line.isEmpty else { throw .empty }
        let count = line.unicodeScalars.count
        guard count <= Self.limit else { throw .tooLong(count) }
        guard !Self.isSame(line, TimelineDraft.ourselves) else { throw .ours }
        self.text = line
    }

    /// Whether two names are one person's: as of contacts, letters may be large or small.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        one == other || one.singleLine(limit: 1000).lowercased() == other.singleLine(limit: 1000).lowercased()
    }
}

/// Why a text is no name, in words that go after the name of its field.
package enum PersonNameProblem: Error, Equatable, CustomStringConvertible {
    /// Also of characters that cannot be seen.
    case empty
    case tooLong(Int)
    /// Under which the program itself stands in timelines.
    case ours

    package var description: String {
        switch self {
        case .empty: "is missing or empty; say who does this"
        case .tooLong(let count): "has \(count) characters, the limit is \(PersonName.limit); shorten it"
        case .ours: "is \"\(TimelineDraft.ourselves)\", under which the program's own entries stand; give another name"
        }
    }
}
