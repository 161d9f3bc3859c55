extension Labels {
    /// The name of a drill's alert, with which titles begin wherever it is shown.
    package static let drillName = "[DRILL]"

    /// Whether a person has asked for it, with `responder drill` or on the list's page.
    package var isDrill: Bool { self["alertname"] == Self.drillName && self["drill"] != nil }
}

extension AlertGroup {
    /// Whether nothing but a drill's alerts is in it.
    package var isDrill: Bool { !alerts.isEmpty && alerts.allSatisfy(\.labels.isDrill) }
}
