/// What was corrected by what Alertmanager says; for metrics and timelines.
package enum CorrectionKind: String, Sendable, CaseIterable {
    /// An alert that no webhook body told of.
    case missed
    /// One that a body had hidden (`max_alerts`).
    case hidden
    /// An end that did not come.
    case ended
    /// A doubtful alert that fires.
    case doubtFires = "doubt_fires"
    /// One that was a late copy.
    case doubtOver = "doubt_over"
    /// Muted over there: silenced, inhibited, or by a time interval.
    case muted
    case unmuted
    /// Nothing of a group is hidden any more.
    case groupSettled = "group_settled"
}
