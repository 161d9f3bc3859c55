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
        private let known: [String]
        /// How many more there are than these lines tell of.
        private let more: Int
        /// Of each line, for where there is no room for it: `#12`; empty where a line has none.
        package let shortNames: [String]

        package init(title: String, lines: [String], more: Int = 0, shortNames: [String] = []) {
            self.title = title
            known = lines
            self.more = more
            self.shortNames = shortNames
        }

        /// All that is known, and how many more there are.
        package var lines: [String] { lines(.max, rest: "") }

        /// As many as there is room for, as of `listed`.
        package func lines(
            _ count: Int, within limit: Int = .max, in unit: TextUnit = .bytes, rest place: String,
            _ line: (String) -> String = { $0 }
        ) -> [String] {
            known.prefix(count).map(line).listed(count, of: known.count + more, within: limit, in: unit, rest: place)
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
