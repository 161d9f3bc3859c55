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

/// Kinds of messages that are about no one incident.
package enum BulletinKind: String, Sendable, CaseIterable {
    /// The morning digest.
    case digest
}
