/// How what was found stands to what an alert is about.
package enum FindingPlace: Sendable, Equatable {
    /// It is about what the alert names, or what belongs to that.
    case own
    /// It is a store's, on which an application depends that is seen where it was asked, and no other.
    case store
    /// Nobody can tell, so that the tables are believed that have asked.
    case unknown
    /// It is about something else, be it ever so wrong.
    case elsewhere
}

extension QuestionSubject {
    /// Where that is which it brought and the alerts are not about: `elsewhere in shop`.
    package func elsewhereWords(besides subject: AlertSubject) -> String {
        if area == .node { return "elsewhere in the cluster" }
        guard let namespace = namespace ?? subject.namespace else { return "elsewhere" }
        return "elsewhere in \(namespace.onePrintableLine(limit: 63))"
    }
}
