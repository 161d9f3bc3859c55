extension Notification {
    /// Whether another page tells the same contact the same by the same method, so that one of them is on its way at a time, and
    /// the other is needless once that is taken. What a person asked for goes out all the same.
    package func tellsTheSame(as other: Notification) -> Bool {
        event == .page && other.event == .page && incidentID == other.incidentID && contact == other.contact
            && method == other.method && policy != nil && other.policy != nil && other.askedBy == nil
    }
}
