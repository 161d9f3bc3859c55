/// What a message says that is about no one incident: for people, and for programs.
package struct Bulletin: Sendable, Equatable {
    /// For a subject: `Digest: 3 open, 1 overdue`.
    package let headline: String
    /// For whom, when, and by which clock.
    package let standing: String
    package let sections: [Section]
    /// Where people read more.
    package let url: String
    /// What that is called.
    package let urlTitle: String
    package let content: Content

    package struct Section: Sendable, Equatable {
        package let title: String
        package let lines: [String]

        package init(title: String, lines: [String]) {
            self.title = title
            self.lines = lines
        }
    }

    /// What it is made of, for programs.
    package enum Content: Sendable, Equatable {
        case digest(Digest)
        case handOff(HandOffNews)
        case storm(StormSummary)
    }

    package init(
        headline: String, standing: String, sections: [Section], url: String, urlTitle: String, content: Content
    ) {
        self.headline = headline
        self.standing = standing
        self.sections = sections
        self.url = url
        self.urlTitle = urlTitle
        self.content = content
    }
}

extension Bulletin {
    /// As plain text.
    package var text: String {
        let parts = sections.map { section in
            ([section.title] + section.lines.map { "- \($0)" }).joined(separator: "\n")
        }
        return (["\(headline)\n\(standing)"] + parts + [url]).joined(separator: "\n\n")
    }
}

/// Kinds of messages that are about no one incident.
package enum BulletinKind: String, Sendable, CaseIterable {
    /// The morning digest.
    case digest
    /// Somebody else begins to be on call by a rota, or nobody is any more.
    case handOff = "hand_off"
    /// What was held back in a storm.
    case storm
}
