extension Redactions {
    /// Names stay: they tell what the values are about.
    package func apply(to labels: Labels) -> Labels {
        Labels(labels.pairs.map { Labels.Pair(name: $0.name, value: apply(to: $0.value)) })
    }
}

// What an alert brings is stored as it was received, because its labels are its identity; these go out in its place: to
// pages, to the API and into messages.

extension Incident {
    package func redacted(by redactions: Redactions) -> Incident {
        var shown = self
        shown.title = redactions.apply(to: title)
        shown.groupKey = redactions.apply(to: groupKey)
        shown.labels = redactions.apply(to: labels)
        shown.taking.unconfirmed = taking.unconfirmed.map(redactions.apply(to:))
        shown.silence = silence.map { IncidentSilence(words: redactions.apply(to: $0.words), until: $0.until) }
        return shown
    }
}

extension Occurrence {
    package func redacted(by redactions: Redactions) -> Occurrence {
        var shown = self
        shown.alert.labels = redactions.apply(to: alert.labels)
        shown.alert.annotations = redactions.apply(to: alert.annotations)
        shown.alert.extras = redactions.apply(to: alert.extras)
        shown.alert.generatorURL = redactions.apply(to: alert.generatorURL)
        shown.muted = muted.map(redactions.apply(to:))
        shown.silence = silence.map { AlertSilence(words: redactions.apply(to: $0.words), until: $0.until) }
        return shown
    }
}

extension TimelineEntry {
    package func redacted(by redactions: Redactions) -> TimelineEntry {
        TimelineEntry(
            id: id, incidentID: incidentID, at: at, kind: kind, actor: actor,
            summary: redactions.apply(to: summary), details: redactions.apply(to: details))
    }
}

extension NextStep {
    package func redacted(by redactions: Redactions) -> NextStep {
        NextStep(procedure: procedure, title: title, command: command.map(redactions.apply(to:)), done: done)
    }
}

extension Message {
    /// Findings and outputs were redacted before they were stored.
    package func redacted(by redactions: Redactions) -> Message {
        var shown = self
        shown.incident = incident.redacted(by: redactions)
        shown.alerts = alerts.map { $0.redacted(by: redactions) }
        shown.others = others.map {
            AlsoTold($0.incident.redacted(by: redactions), event: $0.event, url: $0.url)
        }
        shown.nextSteps = nextSteps.map { $0.redacted(by: redactions) }
        shown.threadRoot?.subject = threadRoot.map { redactions.apply(to: $0.subject) } ?? ""
        return shown
    }
}
