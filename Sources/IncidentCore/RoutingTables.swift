/// The five tables of `routes/` as one checked set: everything a decision needs besides the incident itself.
package struct RoutingTables: Sendable {
    package var classifier: Classifier
    package var heartbeats: [Heartbeat]
    package var collectors: [Collector]
    /// How many more there would be, if the tables named the server that they ask.
    package var placelessCollectors = 0
    package var nextSteps: [NextStepTemplate]
    package var contacts: ContactTable
    /// The first that applies is chosen.
    package var policies: [PolicyRule]
    package var businessHours: BusinessHours?
    package var redactions: Redactions
    /// How long after its resolution an incident that fires again is the same one.
    package var reopenWithin: Duration
    /// How long a person's resolution is believed while the alerts fire on.
    package var remindStillFiring: RemindStillFiring
    /// After how long without a word an alert that fires is shown as stale.
    package var staleAfter: Duration
    /// How long after its end a firing alert may be a late copy, and how long the copy's own end is waited for.
    package var lateCopyWithin: Duration
    /// How long who has taken an incident may leave urgent alerts unconfirmed that joined it.
    package var confirmNewAlerts: Duration
    /// How long before an acknowledgement expires its owner is reminded; `nil` is as `Taking.reminder` has it, and zero
    /// not at all.
    package var acknowledgementReminder: Duration?
    /// How long after it begins to wait an incident is to be taken.
    package var respondWithin: RespondWithin
    /// `nil` where nobody has one.
    package var digest: DigestSettings?
    /// How much one address is sent of itself; `nil` is all.
    package var storm: StormSettings?
    /// How long a page waits for collectors at most.
    package var pageWaitsForDiagnostics: Duration
    /// The kinds of notifiers that keep an alert open for each incident, which rings nobody once it is acknowledged.
    package var keepers: Set<NotifierKind>
    /// Those that are asked what they know; `nil` for nobody.
    package var alertmanager: AlertmanagerSettings?
    /// When nobody is told of some alerts, week after week.
    package var maintenance: [MaintenanceWindow]
    /// By which those who send us something of an endpoint's prove it.
    package var inboundSecrets: [InboundSecrets]
    /// Who is told that all is well here; `nil` for nobody.
    package var outgoing: OutgoingHeartbeat?
    /// Whose dashboards are linked, and who is shown when incidents open and end; `nil` for none.
    package var grafana: GrafanaServer?

    package init(
        classifier: Classifier, heartbeats: [Heartbeat] = [], collectors: [Collector] = [],
        nextSteps: [NextStepTemplate] = [], contacts: ContactTable, policies: [PolicyRule],
        businessHours: BusinessHours? = nil, redactions: Redactions = .builtIn, reopenWithin: Duration = .seconds(900),
        remindStillFiring: RemindStillFiring = RemindStillFiring(), staleAfter: Duration = .seconds(86_400),
        lateCopyWithin: Duration = .seconds(60), confirmNewAlerts: Duration = .seconds(600),
        acknowledgementReminder: Duration? = nil, respondWithin: RespondWithin = RespondWithin(),
        digest: DigestSettings? = nil, storm: StormSettings? = nil,
        pageWaitsForDiagnostics: Duration = .seconds(2), keepers: Set<NotifierKind> = [],
        alertmanager: AlertmanagerSettings? = nil, maintenance: [MaintenanceWindow] = [],
        inboundSecrets: [InboundSecrets] = []
    ) {
        self.classifier = classifier
        self.heartbeats = heartbeats
        self.collectors = collectors
        self.nextSteps = nextSteps
        self.contacts = contacts
        self.policies = policies
        self.businessHours = businessHours
        self.redactions = redactions
        self.reopenWithin = reopenWithin
        self.remindStillFiring = remindStillFiring
        self.staleAfter = staleAfter
        self.lateCopyWithin = lateCopyWithin
        self.confirmNewAlerts = confirmNewAlerts
        self.acknowledgementReminder = acknowledgementReminder
        self.respondWithin = respondWithin
        self.digest = digest
        self.storm = storm
        self.pageWaitsForDiagnostics = pageWaitsForDiagnostics
        self.keepers = keepers
        self.alertmanager = alertmanager
        self.maintenance = maintenance
        self.inboundSecrets = inboundSecrets
    }
}

/// The secrets with which an endpoint signs what it sends us; while one is changed there are two.
package struct InboundSecrets: Sendable, Equatable {
    package let endpoint: EndpointID
    package let secrets: [Secret]

    package init(endpoint: EndpointID, secrets: [Secret]) {
        self.endpoint = endpoint
        self.secrets = secrets
    }
}

// Rows are tried by their index: to hand each to a closure would copy it, for every alert that begins.
extension RoutingTables {
    /// Nothing but the defaults: nobody to tell, nothing to run.
    package static let empty = RoutingTables(
        classifier: Classifier(rules: [], severities: [:], defaultPriority: .p3), contacts: ContactTable(contacts: []),
        policies: [])

    /// The heartbeat that an alert is a beat of, if it is one.
    package func heartbeat(of alert: Alert) -> Heartbeat? {
        for place in heartbeats.indices where heartbeats[place].matchers.matches(alert.labels) {
            return heartbeats[place]
        }
        return nil
    }

    /// A person's name as it is kept: as `ContactTable.name(of:)` has it, without the secrets that people paste anywhere.
    package func personName(_ given: String) -> String {
        contacts.contact(called: given)?.role ?? redactions.apply(to: given)
    }

    package func policy(for priority: Priority, labels: Labels) -> EscalationPolicy? {
        for place in policies.indices where policies[place].applies(to: priority, labels: labels) {
            return policies[place].policy
        }
        return nil
    }

    package func collectors(for priority: Priority, labels: Labels) -> [Collector] {
        collectors.filter { $0.when.selects(priority, labels) }
    }

    /// The runbook's changing steps for an incident, with its labels filled in; none that would change what only a default
    /// names, when the alert is about something else.
    package func nextSteps(for priority: Priority, labels: Labels) -> [NextStep] {
        let steps = nextSteps.filter { $0.when.selects(priority, labels) }
        guard !steps.isEmpty else { return [] }
        let subject = AlertSubject(labels)
        return steps.filter { step in step.guessedNames(for: labels).allSatisfy(subject.isAbout(guessed:)) }
            .map { $0.filled(from: labels) }
    }
}
