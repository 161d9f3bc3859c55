package import IncidentCore

extension NotificationState {
    /// Whether it is still to be sent.
    package var isOwed: Bool { !next.isEmpty }
}
