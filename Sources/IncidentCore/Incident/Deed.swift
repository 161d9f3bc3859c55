/// Who does something to an incident, why, and by which way.
package struct Deed: Sendable, Equatable {
    package let by: String
    /// In their own words; `nil` where they gave none.
    package let why: String?
    /// `nil` where nobody can say.
    package let way: Way?

    package init(by: String, why: String? = nil, way: Way? = nil) {
        self.by = by
        self.why = why
        self.way = way
    }

    /// `: the shift ends`, for the end of a line that is told to people; nothing where no reason was given.
    package var whyWords: String { why.map { ": \($0.singleLine(limit: 300))" } ?? "" }
}

extension TimelineDraft {
    /// What a person did, by which way and why.
    static func deed(_ deed: Deed, _ kind: TimelineKind, _ summary: String) -> TimelineDraft {
        var details: Labels = [:]
        if let way = deed.way { details = ["way": way.rawValue] }
        let way = deed.way.map { ", \($0.words)" } ?? ""
        return TimelineDraft(
            kind, actor: deed.by, "\(summary)\(way)\(deed.why.map { ": \($0)" } ?? "")", details: details)
    }
}
