/// What people type into a search, as words and phrases; whatever they type is text and never a mistake.
///
/// All words must occur in an incident, each anywhere in it. What stands in double quotes is a phrase. A word that ends in `*`
/// stands for all that begin so, and so does the last one, which may not be finished yet, unless it is a phrase.
package struct SearchText: Sendable, Equatable {
    package struct Word: Sendable, Equatable {
        /// As it was typed, without quotes and star; it may hold several words for the index, as `10.42.3.17:9100` does.
        package let text: String
        package let isPrefix: Bool

        package init(_ text: String, isPrefix: Bool = false) { (self.text, self.isPrefix) = (text, isPrefix) }
    }

    /// More than a sentence has.
    package static let wordLimit = 40
    /// Characters.
    package static let lengthLimit = 2000

    package let words: [Word]
    /// Whether it was longer than is searched for.
    package let isCut: Bool
    /// Whether nothing was typed.
    package let isBlank: Bool

    /// Whether something was typed, and no letter and no digit: nothing can be found by it.
    package var isWordless: Bool {
        !isBlank && !words.contains { $0.text.unicodeScalars.contains(where: Self.isOfWord) }
    }

    /// As the index takes words apart.
    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }

    package init(_ text: String) {
        var reader = Reader(rest: text.unicodeScalars.prefix(Self.lengthLimit)[...])
        var words: [Word] = []
        while let word = reader.next() { words.append(word) }
        isCut = text.unicodeScalars.count > Self.lengthLimit || words.count > Self.wordLimit
        self.words = Array(words.prefix(Self.wordLimit))
        isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    private struct Reader {
        var rest: Substring.UnicodeScalarView

        /// - Returns: `nil` at the end.
        mutating func next() -> Word? {
            rest = rest.drop(while: Self.isBlank)
            guard let first = rest.first else { return nil }
            return first == "\"" ? phrase() : word()
        }

        /// One that is not closed goes on to the end.
        private mutating func phrase() -> Word {
            rest.removeFirst()
            let text = rest.prefix { $0 != "\"" }
            rest = rest[text.endIndex...].dropFirst()
            let isPrefix = rest.first == "*"
            if isPrefix { rest.removeFirst() }
            return Word(Self.clean(text), isPrefix: isPrefix)
        }

        private mutating func word() -> Word {
            var text = rest.prefix { !Self.isBlank($0) }
            rest = rest[text.endIndex...]
            let isLast = rest.allSatisfy(Self.isBlank)
            var isPrefix = isLast
            while text.last == "*" {
                text.removeLast()
                isPrefix = true
            }
            return Word(Self.clean(text), isPrefix: isPrefix)
        }

        /// SQLite ends a text at its first NUL.
        private static func clean(_ text: Substring.UnicodeScalarView) -> String {
            String(String.UnicodeScalarView(text.map { $0.value < 0x20 ? " " : $0 }))
        }

        private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value < 0x20 || scalar.properties.isWhitespace
        }
    }
}
