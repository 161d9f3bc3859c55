extension Labels {
    /// The name of a drill's alert, with which titles begin wherever it is shown.
    package static let drillName = "[DRILL]"

    /// Whether a person has asked for it with `responder drill`.
    package var isDrill: Bool { self["alertname"] == Self.drillName && self["drill"] != nil }
}
