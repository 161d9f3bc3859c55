/// Some incidents for the search index, and how far it has come with them.
struct SearchBatch: Sendable {
    /// Oldest first.
    let documents: [SearchDocument]
    let progress: SearchProgress
    /// Whether nothing is left behind it.
    let isLast: Bool
}

/// The index is about another database than this one: one that was put back from a backup, for instance.
struct SearchIndexIsForeign: Error {}
