/// One entry of a table's `match`, read as Alertmanager 0.27 and later read theirs without a feature flag
/// (`matcher/compat/parse.go`): by the UTF-8 grammar, and by the classic one where that fails or says something else.
package struct MatcherReading: Sendable, Equatable {
    /// All must hold; at least one.
    package let matchers: [Matcher]
    /// What it was taken for, when the author may have meant something else; `nil` is the usual case.
    package let doubt: String?

    package init(_ text: String) throws(MatcherError) {
        let classic = try? ClassicMatcherGrammar.matchers(in: text)
        let strict: [Matcher]
        do throws(MatcherError) {
            strict = try MatcherGrammar.matchers(in: text, escapes: .go)
        } catch {
            guard let classic else { throw error }
            // "\." in a quoted expression is no escape of Go's, and everybody writes it: nothing to warn of.
            let isUsual = classic == (try? MatcherGrammar.matchers(in: text, escapes: .classic))
            try self.init(classic, of: text, isDoubtful: !isUsual)
            return
        }
        try self.init(classic ?? strict, of: text, isDoubtful: classic.map { $0 != strict } ?? false)
    }

    private init(_ matchers: [Matcher], of text: String, isDoubtful: Bool) throws(MatcherError) {
        guard !matchers.isEmpty else { throw MatcherError(text: text, reason: "it has no condition; leave it out") }
        self.matchers = matchers
        let reading = matchers.map(\.description).joined(separator: ", ")
        doubt =
            isDoubtful
            ? "matcher \(text) is taken for \(reading), as Alertmanager does; put each value in double quotes" : nil
    }
}
