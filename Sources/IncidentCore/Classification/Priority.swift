/// How urgent an incident is; P1 is the most urgent, and `P1 < P2`.
package enum Priority: String, Sendable, CaseIterable, Codable, Comparable {
    /// Service down, data loss risk: at once.
    case p1 = "P1"
    /// Degraded, potential outage: within an hour.
    case p2 = "P2"
    /// Not critical: within a day.
    case p3 = "P3"
    /// Informational: the next business day.
    case p4 = "P4"

    package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }

    /// Whether somebody must look now: P1 and P2.
    package var isUrgent: Bool { self <= .p2 }

    /// Reads `P1`, `p1` or ` P1 `.
    package init?(word: String) {
        self.init(rawValue: word.trimmingBlanks().uppercased())
    }
}
