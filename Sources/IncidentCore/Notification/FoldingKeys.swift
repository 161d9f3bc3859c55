/// Under which keys an incident may be open at a service that folds messages under one.
///
/// Such a service rings nobody for what it knows already, so a page that must ring anew has a key of its own, and what is
/// open under the former ones is closed after it. That may fail, and what was taken too slowly may open one again.
package struct FoldingKeys: Sendable, Equatable {
    /// The page that rang anew last, under whose key everything goes; `nil` under the incident's.
    package var current: Int64?
    /// What else may be open, the newest first; `nil` is the incident's.
    package var former: [Int64?]

    package init(current: Int64? = nil, former: [Int64?] = []) {
        self.current = current
        self.former = former
    }

    /// Nothing has rung anew.
    package static let incident = FoldingKeys()

    /// What an address was told of an incident, as far as its keys depend on that.
    package struct Told: Sendable, Equatable {
        package let id: Int64
        package let isPage: Bool
        /// A page with a key of its own.
        package let ringsAnew: Bool
        /// Everything under former keys was closed with it.
        package let closedFormer: Bool
        /// An attempt at it ended without an answer, so that it may be taken late.
        package let mayComeLate: Bool

        package init(id: Int64, isPage: Bool, ringsAnew: Bool, closedFormer: Bool, mayComeLate: Bool) {
            self.id = id
            self.isPage = isPage
            self.ringsAnew = ringsAnew
            self.closedFormer = closedFormer
            self.mayComeLate = mayComeLate
        }
    }

    /// - Parameter told: what has arrived or may have, oldest first.
    package init(after told: [Told]) {
        self.init()
        var late: [Int64?] = []
        for message in told {
            if message.ringsAnew { ring(message.id) }
            if message.isPage, message.mayComeLate, !late.contains(current) { late.append(current) }
            if message.closedFormer { former = [] }
        }
        for key in late.reversed() where key != current && !former.contains(key) { former.append(key) }
    }

    /// A page rings under a key of its own.
    package mutating func ring(_ id: Int64) {
        guard current != id else { return }
        former.insert(current, at: 0)
        current = id
    }
}
