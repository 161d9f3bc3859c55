/// The pages of an incident that are still to ring.
package struct OwedPages: Sendable, Equatable {
    package struct Page: Sendable, Equatable {
        package let contact: String
        /// When it goes out; in the past where that is just now, or should be.
        package let at: Timestamp
        /// Whether an attempt at it has ended.
        package let wasTried: Bool

        package init(contact: String, at: Timestamp, wasTried: Bool) {
            (self.contact, self.at, self.wasTried) = (contact, at, wasTried)
        }
    }

    package let pages: [Page]

    package init(_ pages: [Page] = []) { self.pages = pages }

    /// When the first of them goes out; `nil` where there is none.
    package var firstAt: Timestamp? { pages.map(\.at).min() }

    /// Whom they are for, each once.
    package var contacts: [String] {
        pages.reduce(into: []) { if !$0.contains($1.contact) { $0.append($1.contact) } }
    }

    /// `3 pages are tried again, and 1 is still to come`; empty where there is none.
    package var words: String {
        let tried = pages.count(where: \.wasTried)
        let new = pages.count - tried
        func counted(_ count: Int, _ what: String) -> String {
            "\(count) page\(count == 1 ? " is" : "s are") \(what)"
        }
        switch (tried, new) {
        case (0, 0): return ""
        case (0, _): return counted(new, "still to come")
        case (_, 0): return counted(tried, "tried again")
        default: return counted(tried, "tried again") + ", and \(new) \(new == 1 ? "is" : "are") still to come"
        }
    }
}
