/// Every address the server answers; the one place where they are written.
package enum Routes {
    package static let alertmanagerWebhook = "/webhooks/alertmanager"

    package static let incidentsAPI = "/api/incidents"
    static let incidentAPI = "/api/incidents/:id"
    static let timelineAPI = "/api/incidents/:id/timeline"
    static let acknowledgeAPI = "/api/incidents/:id/acknowledge"
    static let resolveAPI = "/api/incidents/:id/resolve"
    static let notesAPI = "/api/incidents/:id/notes"
    static let artifactOutputAPI = "/api/artifacts/:id/output"
    static let reloadAPI = "/api/reload"

    static let incidentListPage = "/"
    static let incidentPage = "/incidents/:id"
    static let acknowledgePage = "/incidents/:id/acknowledge"
    static let resolvePage = "/incidents/:id/resolve"
    static let notePage = "/incidents/:id/notes"
    static let stylesheet = "/assets/responder.css"

    /// Signed links in messages; no token is asked for.
    static let acknowledgeLinkPage = "/acknowledge/:id"

    static let health = "/healthz"
    static let readiness = "/readyz"
    static let metrics = "/metrics"

    package static func incident(_ id: Int64) -> String { "/incidents/\(id)" }
    static func incidentDetail(_ id: Int64) -> String { "/api/incidents/\(id)" }
    static func acknowledgeLink(_ id: Int64) -> String { "/acknowledge/\(id)" }
    static func artifactOutput(_ id: Int64) -> String { "/api/artifacts/\(id)/output" }
}
