package import IncidentCore

/// What texts of others may be made of, and how long that is: bytes, scalars and UTF-16 differ, and JSON, HTML and
/// quoted-printable make more of some than of others.
package let hostileUnits = [
    "a", "🚨", "日", "e\u{301}\u{302}", "👩\u{200D}👩\u{200D}👧\u{200D}👦", "&", "\"", "`", "x\n",
]

extension Message {
    /// More of everything than any message takes, each text made of `unit`: texts of 100 kB, 500 labels, 1,000 findings, 500
    /// next steps, 60 collectors, 300 incidents beside it, 90 contacts told, and 1,000 alerts of which 50 are known.
    package static func largest(
        of unit: String, event: NotificationEvent = .page, method: ContactMethod = .email
    ) -> Message {
        func text(_ bytes: Int) -> String { String(repeating: unit, count: max(1, bytes / max(1, unit.utf8.count))) }
        var message = Message.sample(event: event, method: method)
        message.incident.title = text(2000).singleLine(limit: 200)
        (message.incident.rule, message.notification.reason) = (text(2000), text(2000))
        message.notification.contact = text(500)
        (message.incident.firingCount, message.incident.occurrenceCount) = (1000, 1000)
        let (short, long, longest) = (text(400), text(3000), text(100_000))
        let labels = (0..<500).map { Labels.Pair(name: "label\($0)", value: short) }
        var occurrence = message.alerts[0]
        occurrence.alert.labels = Labels(labels + [Labels.Pair(name: "alertname", value: long)])
        occurrence.alert.annotations = ["summary": longest, "description": longest]
        message.alerts = (0..<50).map { number in
            occurrence.alert.generatorURL = "https://prometheus.example.com/graph?g0.expr=\(number)"
            return occurrence
        }
        message.incident.labels = Labels(labels)
        message.findings = (0..<1000).map {
            Finding(collector: "c\($0)", level: .warning, text: "\($0) \(long)")
        }
        let (command, output) = (text(3000), text(4000))
        message.nextSteps = (0..<500).map { NextStep(procedure: short, title: "\($0) \(long)", command: command) }
        message.artifacts = (0..<60).map {
            ArtifactExcerpt(
                collector: "c\($0)", command: command, outcome: .failed, duration: .seconds(1), output: output,
                omittedBytes: 7, outputURL: "https://desk.example.com/artifacts/\($0)")
        }
        message.told = (0..<90).map {
            ToldContact(contact: "\($0) \(short)", method: short, outcome: .isTriedAgain(nil, after: long))
        }
        message.coming = (0..<30).map { "\($0) \(long)" }
        message.isBeingDiagnosed = true
        message.others = (0..<300).map { number in
            var incident = message.incident
            incident.id = Int64(100 + number)
            return AlsoTold(incident, event: .page, url: "https://desk.example.com/incidents/\(number)")
        }
        return message
    }
}

extension BulletinMessage {
    /// A digest of more than any message takes, likewise.
    package static func largest(of unit: String, method: ContactMethod = .email) -> BulletinMessage {
        let message = Message.largest(of: unit)
        let (at, incident) = (message.now, message.incident)
        let entries = (0..<50).map { number in
            var each = incident
            each.id = Int64(number)
            return Digest.Entry(each, isHeld: true, url: "https://desk.example.com/incidents/\(number)")
        }
        let digest = Digest(
            contact: message.notification.contact, plannedAt: at, at: at, since: at - .seconds(86_400), clock: .utc,
            open: entries, openCounts: [.p1: 5000], overdueCount: 0, happened: entries, happenedCount: 700,
            onCall: (0..<90).map { "\($0) \(message.notification.contact)" }, url: "https://desk.example.com/")
        let owed = OwedBulletin(
            id: 3, kind: .digest, contact: "Lead", plannedAt: at, since: at, method: method, remaining: [],
            state: .sending,
            attempts: 1, triedFrom: at)
        return BulletinMessage(owed, digest.bulletin, installation: "test", now: at)
    }
}
