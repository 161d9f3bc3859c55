package import IncidentCore

extension PagerDutyEvent {
    /// What fits of a message, for this routing key.
    ///
    /// Too large an event loses collector output first, then all details; it is never a reason not to page.
    /// - Parameters:
    ///   - hearsBack: whether acknowledging there counts here.
    ///   - withDetails: `false` after PagerDuty itself found it too large.
    package static func render(
        _ message: Message, routingKey: String, hearsBack: Bool = false, withDetails: Bool = true
    ) -> [UInt8] {
        var event = PagerDutyEvent(message, routingKey: routingKey)
        guard event.payload != nil else { return WireJSON.encode(event) }
        for outputLimit in withDetails ? [1000, 500, 250] : [] {
            event.payload?.details = Details(message, hearsBack: hearsBack, outputLimitBytes: outputLimit)
            let bytes = WireJSON.encode(event)
            if bytes.count <= limitBytes { return bytes }
        }
        event.payload?.details = Details(error: "left out, the event was too large; see the incident's page")
        return WireJSON.encode(event)
    }

    private init(_ message: Message, routingKey: String) {
        self.init(
            routingKey: routingKey, action: Action(message), dedupKey: message.dedupKey)
        guard action == .trigger else { return }
        client = "responder"
        clientURL = message.incidentURL.isWebLink ? message.incidentURL : nil
        payload = Payload(message)
        links = (message.ownLinks + message.alertLinks.shown).map { Link(href: $0.url, text: $0.title) }
    }
}

extension PagerDutyEvent.Action {
    /// An update is a trigger under the same key: PagerDuty groups it with the alert and pages nobody. After a resolve
    /// the same trigger would open a new alert, so an update that comes late says once more that it is resolved.
    init(_ message: Message) {
        switch (message.notification.event, message.incident.status) {
        case (.update, .resolved), (.resolved, _): self = .resolve
        case (.page, _), (.update, .triggered), (.update, .acknowledged): self = .trigger
        case (.acknowledged, _): self = .acknowledge
        }
    }
}

extension PagerDutyEvent.Payload {
    fileprivate init(_ message: Message) {
        let labels = message.incident.labels
        func label(_ names: String...) -> String? {
            names.lazy.compactMap { labels[$0]?.line(within: 200) }.first { !$0.isEmpty }
        }
        let component = label("service", "app", "component", "job")
        let group = label("namespace", "cluster")
        let place = [group, component].compactMap { $0 }.joined(separator: "/")
        self.init(
            // PagerDuty counts characters, as Alertmanager does.
            summary: message.summary(withFindingWithin: 1024, in: .scalars),
            source: place.isEmpty ? label("instance", "node") ?? "responder/\(message.installation)" : place,
            severity: Self.severity(of: message.incident.priority),
            timestamp: (message.reopening == nil ? message.incident.openedAt : message.since).rfc3339,
            component: component, group: group,
            alertClass: label("alertname") ?? message.alerts.first.map { $0.alert.name.line(within: 200) },
            details: PagerDutyEvent.Details())
    }

    private static func severity(of priority: Priority) -> String {
        switch priority {
        case .p1: "critical"
        case .p2: "error"
        case .p3: "warning"
        case .p4: "info"
        }
    }
}

extension PagerDutyEvent.Details {
    private static let listLimit = 20
    // What is read first is short.
    private static let findingsLimit = 5
    private static let toldLimit = 5
    private static let sentence = 250
    /// With output.
    private static let outputs = 5

    fileprivate init(_ message: Message, hearsBack: Bool, outputLimitBytes: Int) {
        let found = message.topFindings(Self.findingsLimit).map {
            message.said($0, as: $0.level.rawValue, within: Self.sentence)
        }.listed(Self.findingsLimit, of: message.findings.count)
        let unseen = [message.unseenWords].compactMap(\.self).map { $0.line(within: Self.sentence, counted: true) }
        let follows = message.isBeingDiagnosed ? [Message.diagnosticsFollow] : []
        let time = found.isEmpty ? [] : [message.foundWords].compactMap(\.self)
        let all = unseen + time + found + follows
        findings = all.isEmpty ? nil : all
        let told = message.told.map { $0.line(by: message.clock, at: message.now).line(within: Self.sentence) }
            .listed(Self.toldLimit)
        let next = message.coming.prefix(Self.toldLimit).map {
            "Next: \(message.said($0))".line(within: Self.sentence, counted: true)
        }
        self.told = told.isEmpty && next.isEmpty ? nil : told + next
        reason = message.because.line(within: 500, counted: true)
        asked = message.asked(in: "PagerDuty", hearsBack: hearsBack).line(within: 1000, counted: true)
        rule = message.incident.rule.line(within: 200)
        firing = message.incident.firingCount
        hidden = message.incident.hidden.isEmpty ? nil : message.incident.firingWords
        alerts = Self.list(message.alerts.filter { $0.alert.status == .firing }, of: firing) {
            Self.line($0, by: message.clock)
        }
        diagnostics = message.artifacts.isEmpty ? nil : Self.diagnostics(message, outputLimitBytes)
        nextSteps = Self.list(message.nextSteps) { step in
            let command = step.command.map { ": \($0.command(within: 500))" } ?? ""
            return step.title.line(within: 500, counted: true) + command
        }
    }

    private static func list<Element>(
        _ elements: [Element], of total: Int? = nil, _ text: (Element) -> String
    ) -> [String]? {
        guard !elements.isEmpty else { return nil }
        return elements.prefix(listLimit).map(text).listed(listLimit, of: max(total ?? 0, elements.count))
    }

    private static func line(_ occurrence: Occurrence, by clock: LocalClock) -> String {
        let alert = occurrence.alert
        let labels = alert.labels.pairs.prefix(listLimit).map {
            "\($0.name.line(within: 100))=\($0.value.line(within: 200, counted: true))"
        }.listed(listLimit, of: alert.labels.pairs.count)
        let summary = alert.annotations["summary"].map { $0.line(within: 500, counted: true) + " " } ?? ""
        return "\(summary)since \(clock.readable(occurrence.beganAt)) {\(labels.joined(separator: ", "))}"
    }

    private static func diagnostics(_ message: Message, _ limit: Int) -> [String: String] {
        let shown = message.artifactPlaces(atMost: outputs).sorted().map { message.artifacts[$0] }
        var texts = shown.map { artifact in
            let output = artifact.lines(limitBytes: limit, atMost: OutputShares.lines, findings: message.findings)
                .safeBlock
            let whole = artifact.outputURL.map { $0.isWebLink ? "\nall of it: \($0)" : "" } ?? ""
            let command = artifact.command.line(within: 500, counted: true)
            return (artifact.collector.line(within: 100), "\(artifact.summary)\n$ \(command)\n\(output)\(whole)")
        }
        let more = message.artifacts.count - texts.count
        if more > 0 { texts.append(("…", andMore(more, "collector"))) }
        return Dictionary(texts, uniquingKeysWith: { "\($0)\n\n\($1)" })
    }
}
