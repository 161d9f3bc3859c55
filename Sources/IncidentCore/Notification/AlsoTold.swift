/// One of the incidents that a message tells beside its own, because they were held back for its address.
package struct AlsoTold: Sendable, Equatable {
    package let incident: Incident
    package let event: NotificationEvent
    package let url: String

    /// How the evidence begins of what was told in the message of another incident, whose number follows.
    package static let inOneMessage = "in one message with incident "

    /// So many are named by a message of each kind.
    package static let namedByAll = 15

    package init(_ incident: Incident, event: NotificationEvent, url: String) {
        self.incident = incident
        self.event = event
        self.url = url
    }

    /// `#12 P3 Disk is full: nobody has taken it`; not escaped.
    package var line: String {
        let news = event == .update ? ", something is new" : ""
        return "\(incident.nameLine): \(incident.ownerWords)\(news)"
    }
}
