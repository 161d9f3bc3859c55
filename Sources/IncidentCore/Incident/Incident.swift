/// What people work on: one or more occurrences of alerts, and where the work stands.
package struct Incident: Sendable, Equatable {
    /// 0 until it is stored.
    package var id: Int64
    package var status: IncidentStatus
    /// The most urgent of its firing occurrences; the last one's when nothing fires.
    package var priority: Priority
    /// The classification rule that gave the priority.
    package var rule: String
    /// Its lead's, as it is now; the last lead's when nothing fires.
    package var title: String
    /// The key of the alert group that opened it.
    package var groupKey: String
    /// The fingerprint of the alert that it is named, diagnosed and paged by; `nil` for one of an older release.
    package var lead: String?
    /// Its lead's.
    package var labels: Labels
    package var openedAt: Timestamp
    /// When there was something new to tell of it last: it opened, an alert joined, its priority rose.
    package var newsAt: Timestamp
    package var acknowledgedAt: Timestamp?
    package var acknowledgedBy: String?
    package var taking: Taking
    package var resolvedAt: Timestamp?
    /// The person who closed it; `nil` when every occurrence had ended.
    package var resolvedBy: String?
    /// When it re-opens although a person closed it, if its alerts fire on until then.
    package var remindAt: Timestamp?
    package var flapping: Flapping
    package var firingCount: Int
    package var occurrenceCount: Int
    /// How many of the occurrences are of alerts that had fired in it before.
    package var repeatedCount: Int
    /// What may fire beside the occurrences.
    package var hidden: HiddenAlerts
    /// Why nobody is told of it now, while it is open; `nil` where people are.
    package var silence: IncidentSilence?
    package var response: Response

    package init(
        id: Int64 = 0, status: IncidentStatus = .triggered, priority: Priority, rule: String, title: String,
        groupKey: String, lead: String? = nil, labels: Labels, openedAt: Timestamp, newsAt: Timestamp? = nil,
        acknowledgedAt: Timestamp? = nil, acknowledgedBy: String? = nil, taking: Taking = .none,
        resolvedAt: Timestamp? = nil, resolvedBy: String? = nil, remindAt: Timestamp? = nil,
        flapping: Flapping = .none, firingCount: Int = 0, occurrenceCount: Int = 0, repeatedCount: Int = 0,
        hidden: HiddenAlerts = .none,
        silence: IncidentSilence? = nil, response: Response = .none
    ) {
        self.id = id
        self.status = status
        self.priority = priority
        self.rule = rule
        self.title = title
        self.groupKey = groupKey
        self.lead = lead
        self.labels = labels
        self.openedAt = openedAt
        self.newsAt = newsAt ?? openedAt
        self.acknowledgedAt = acknowledgedAt
        self.acknowledgedBy = acknowledgedBy
        self.taking = taking
        self.resolvedAt = resolvedAt
        self.resolvedBy = resolvedBy
        self.remindAt = remindAt
        self.flapping = flapping
        self.firingCount = firingCount
        self.occurrenceCount = occurrenceCount
        self.repeatedCount = repeatedCount
        self.hidden = hidden
        self.silence = silence
        self.response = response
    }
}
