/// The name by which a person takes, closes or notes something, in whichever way; as it is kept and shown.
package struct PersonName: Sendable, Equatable {
    package static let limit = 80

    /// One line of plain letters, without characters that cannot be seen: a name that looks like another would be taken for it.
    package let text: String

    package init(_ text: String) throws(PersonNameProblem) {
        let line = text.withPlainLetters.singleLine(limit: 1000)
        guard !line.isEmpty else { throw .empty }
        let count = line.unicodeScalars.count
        guard count <= Self.limit else { throw .tooLong(count) }
        guard !Self.isSame(line, TimelineDraft.ourselves) else { throw .ours }
        guard !Self.isNobody(line) else { throw .nobody(line) }
        if let letter = line.firstLookAlike { throw .lookAlike(String(letter)) }
        if let mixed = line.firstMixedWord { throw .mixedScripts(mixed.word, mixed.scripts.map(\.rawValue)) }
        self.text = line
    }

    /// Whether two names are one person's: as of contacts, letters may be large or small, and wide or not.
    package static func isSame(_ one: String, _ other: String) -> Bool { one == other || folded(one) == folded(other) }

    private static func folded(_ name: String) -> String {
        name.withPlainLetters.singleLine(limit: 1000).lowercased()
    }

    /// What says of an incident that nobody has it, or not who: as an owner it would be believed.
    private static let nobodies: Set = [
        "nobody", "no one", "no-one", "noone", "none", "null", "nil", "undefined", "unassigned", "unknown", "anonymous",
        "somebody", "someone", "anybody", "anyone", "everybody", "everyone", "system", "alertmanager", "n/a", "-", "?",
    ]

    private static func isNobody(_ line: String) -> Bool {
        let name = folded(line)
        // `Nobody has taken it` stands on pages.
        return nobodies.contains(name) || name.hasPrefix("nobody ") || name.hasPrefix("nobody,")
    }
}

/// Why a text is no name, in words that go after the name of its field.
package enum PersonNameProblem: Error, Equatable, CustomStringConvertible {
    /// Also of characters that cannot be seen.
    case empty
    case tooLong(Int)
    /// Under which the program itself stands in timelines.
    case ours
    /// Which says that it is nobody, or not who.
    case nobody(String)
    /// A letter that is another one's form.
    case lookAlike(String)
    /// A word that has letters of several scripts, which look alike.
    case mixedScripts(String, [String])

    package var description: String {
        switch self {
        case .empty: "is missing or empty; say who does this"
        case .tooLong(let count): "has \(count) characters, the limit is \(PersonName.limit); shorten it"
        case .ours: "is \"\(TimelineDraft.ourselves)\", under which the program's own entries stand; give another name"
        case .nobody(let name):
            "is \"\(name.singleLine(limit: 40))\", which does not say who does this; give a person's name"
        case .lookAlike(let letter): "has \"\(letter)\", which looks like another letter; write it with plain letters"
        case .mixedScripts(let word, let scripts):
            "has \"\(word.singleLine(limit: 40))\", which mixes \(scripts.joined(separator: " and ")) letters in one word and "
                + "looks like another name; write it in one script"
        }
    }
}
