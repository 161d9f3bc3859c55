/// One of the incidents that a message tells beside its own, because they were held back for its address.
package struct AlsoTold: Sendable, Equatable {
    package let incident: Incident
    package let event: NotificationEvent
    package let url: String

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
