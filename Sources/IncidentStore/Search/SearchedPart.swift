package import IncidentCore

/// How far a search came in the time that one answer has.
package struct SearchedPart: Sendable, Equatable {
    /// Of the most urgent first: in which it ended.
    package var priority: Priority?
    /// All from this incident on were looked at.
    package let from: Int64

    package init(from incident: Int64, priority: Priority? = nil) { (from, self.priority) = (incident, priority) }

    /// `so far the incidents from #850000 on were searched; …`
    package var words: String {
        let which = priority.map { "of \($0.rawValue) " } ?? ""
        return "so far the incidents \(which)from #\(from) on were searched; the next page goes on with older ones"
    }
}
