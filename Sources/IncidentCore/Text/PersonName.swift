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
        self.text = line
    }
}

/// Why a text is no name, in words that go after the name of its field.
package enum PersonNameProblem: Error, Equatable, CustomStringConvertible {
    /// Also of characters that cannot be seen.
    case empty
    case tooLong(Int)

    package var description: String {
        switch self {
        case .empty: "is missing or empty; say who does this"
        case .tooLong(let count): "has \(count) characters, the limit is \(PersonName.limit); shorten it"
        }
    }
}
