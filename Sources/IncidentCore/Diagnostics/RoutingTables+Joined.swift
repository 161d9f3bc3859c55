extension RoutingTables {
    /// So many alerts of one body have collectors of their own at most: five hundred pods would ask the cluster the same
    /// five hundred times.
    private static let diagnosedAtOnce = 3

    /// Of alerts that join an incident those with which something is asked that has not been: other labels stand in a
    /// command, or it asks for the alert's own expression.
    ///
    /// - Parameter ran: the commands that have been run for the incident, as artifacts keep them.
    package func diagnosed(_ alerts: [Lead], after ran: Set<[String]>) -> [Lead] {
        var (asked, chosen) = (ran, [Lead]())
        for alert in alerts where chosen.count < Self.diagnosedAtOnce {
            let subject = alert.subject
            let unasked = collectors(for: alert.classification.priority, labels: alert.labels).filter {
                $0.hasAsked(about: subject, among: asked, redactions) == false
            }
            guard !unasked.isEmpty else { continue }
            asked.formUnion(unasked.compactMap { $0.question(for: subject) })
            chosen.append(alert)
        }
        return chosen
    }
}

extension Collector {
    /// Whether what it would ask about an alert is among commands that have been run, as artifacts keep them; `nil` where it
    /// must not ask.
    package func hasAsked(
        about subject: CollectorSubject, among ran: Set<[String]>, _ redactions: Redactions
    ) -> Bool? {
        guard let question = question(for: subject) else { return nil }
        let forms = [question] + (ReadOnlySession.askingForPassword(question).map { [$0] } ?? [])
        guard ran.isDisjoint(with: forms) else { return true }
        // Redacting takes long, and changes hardly any.
        guard ran.contains(where: { $0.contains { $0.contains(Redactions.mark) } }) else { return false }
        return forms.contains { ran.contains(redactions.apply(toArguments: $0)) }
    }
}
