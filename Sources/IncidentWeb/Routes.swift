/// Every address the server answers; the one place where they are written.
package enum Routes {
    package static let alertmanagerWebhook = "/webhooks/alertmanager"
    package static let pagerDutyWebhook = "/webhooks/pagerduty"

    static let indexAPI = "/api"
    package static let incidentsAPI = "/api/incidents"
    static let incidentAPI = "/api/incidents/:id"
    static let alertsAPI = "/api/incidents/:id/alerts"
    static let timelineAPI = "/api/incidents/:id/timeline"
    static let explanationAPI = "/api/incidents/:id/explanation"
    static let acknowledgeAPI = "/api/incidents/:id/acknowledge"
    static let resolveAPI = "/api/incidents/:id/resolve"
    static let notesAPI = "/api/incidents/:id/notes"
    static let unacknowledgeAPI = "/api/incidents/:id/unacknowledge"
    static let reopenAPI = "/api/incidents/:id/reopen"
    static let snoozeAPI = "/api/incidents/:id/snooze"
    static let handOverAPI = "/api/incidents/:id/handover"
    static let escalateAPI = "/api/incidents/:id/escalate"
    static let respondersAPI = "/api/incidents/:id/responders"
    static let stepDoneAPI = "/api/incidents/:id/steps/done"
    static let stepUndoneAPI = "/api/incidents/:id/steps/undone"
    static let diagnosticsAPI = "/api/incidents/:id/diagnostics"
    static let artifactChartAPI = "/api/artifacts/:id/chart"
    static let artifactChangesAPI = "/api/artifacts/:id/changes"
    static let artifactOutputAPI = "/api/artifacts/:id/output"
    static let unplacedAlertsAPI = "/api/alerts/unplaced"
    package static let silencesAPI = "/api/silences"
    static let silencePreviewAPI = "/api/silences/preview"
    static let expireSilenceAPI = "/api/silences/:id/expire"
    static let endpointsAPI = "/api/endpoints"
    static let contactTestAPI = "/api/contacts/:role/test"
    static let reloadAPI = "/api/reload"
    static let healthAPI = "/api/health"
    static let eventsAPI = "/api/events"
    static let keysAPI = "/api/keys"
    static let rotateKeyAPI = "/api/keys/rotate"
    static let onCallAPI = "/api/on-call"
    static let digestAPI = "/api/digest"
    static let stormsAPI = "/api/storms"
    static let stormAPI = "/api/storms/:id"
    static let overridesAPI = "/api/on-call/overrides"
    static let removeOverrideAPI = "/api/on-call/overrides/:id/remove"

    package static let incidentListPage = "/"
    static let incidentPage = "/incidents/:id"
    static let explainPage = "/incidents/:id/explain"
    static let acknowledgePage = "/incidents/:id/acknowledge"
    static let resolvePage = "/incidents/:id/resolve"
    static let notePage = "/incidents/:id/notes"
    static let unacknowledgePage = "/incidents/:id/unacknowledge"
    static let reopenPage = "/incidents/:id/reopen"
    static let snoozePage = "/incidents/:id/snooze"
    static let handOverPage = "/incidents/:id/handover"
    static let escalatePage = "/incidents/:id/escalate"
    static let respondersPage = "/incidents/:id/responders"
    static let stepDonePage = "/incidents/:id/steps/done"
    static let stepUndonePage = "/incidents/:id/steps/undone"
    static let diagnosticsPage = "/incidents/:id/diagnostics"
    static let artifactPage = "/artifacts/:id"
    static let onCallPage = "/on-call"
    static let digestPage = "/digest"
    static let stormsPage = "/storms"
    static let stormPage = "/storms/:id"
    static let overridesPage = "/on-call/overrides"
    static let removeOverridePage = "/on-call/overrides/:id/remove"
    static let deliveryPage = "/delivery"
    static let silencesPage = "/silences"
    static let silencePreviewPage = "/silences/preview"
    static let expireSilencePage = "/silences/:id/expire"
    static let timesPage = "/times"
    static let drillPage = "/drill"
    static let drillEndPage = "/drill/end"
    /// What people type; the list is at `/`.
    static let incidentsPage = "/incidents"
    static let icon = "/favicon.ico"
    static let stylesheet = "/assets/responder.css"
    static let script = "/assets/responder.js"
    static let liveScript = "/assets/live.js"

    /// Signed links in messages; no token is asked for.
    static let acknowledgeLinkPage = "/acknowledge/:id"

    static let health = "/healthz"
    static let readiness = "/readyz"
    static let metrics = "/metrics"

    package static func incident(_ id: Int64) -> String { "/incidents/\(id)" }
    static func explain(_ id: Int64) -> String { "/incidents/\(id)/explain" }
    package static func storm(_ id: Int64) -> String { "/storms/\(id)" }
    static func removeOverridePage(_ id: Int64) -> String { "/on-call/overrides/\(id)/remove" }
    static func expireSilence(_ id: Int64) -> String { "/silences/\(id)/expire" }
    static func incidentAlerts(_ id: Int64) -> String { "/api/incidents/\(id)/alerts" }
    static func timeline(_ id: Int64) -> String { "/api/incidents/\(id)/timeline" }
    static func acknowledgeLink(_ id: Int64) -> String { "/acknowledge/\(id)" }
    static func artifactChanges(_ id: Int64) -> String { "/api/artifacts/\(id)/changes" }
    /// - Parameter line: from 1; it is marked, and the page begins there.
    static func artifactPage(_ id: Int64, line: Int) -> String { "/artifacts/\(id)?line=\(line)#line-\(line)" }
    package static func artifactPage(_ id: Int64) -> String { "/artifacts/\(id)" }
    package static func artifactOutput(_ id: Int64) -> String { "/api/artifacts/\(id)/output" }
}
