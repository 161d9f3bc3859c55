internal import IncidentStore
internal import IncidentViews

/// What `GET /api` answers: where everything is.
struct APIIndex: Encodable {
    struct Entry: Encodable {
        let method: String
        let path: String
        let query: [String]
        let does: String
    }

    struct Kind: Encodable {
        let type: String
        let title: String
        let meaning: String
    }

    /// What the `type` of an error answer says.
    let problems = ProblemKind.allCases.map { Kind(type: $0.type, title: $0.title, meaning: $0.meaning) }

    let routes =
        [
            Entry(
                "GET", Routes.incidentsAPI,
                "lists incidents, newest first, each with the other open ones that carry the same finding",
                query: IncidentFilter.parameters),
            Entry("GET", Routes.incidentAPI, "one incident with what belongs to it, and the same of its finding"),
            Entry("GET", Routes.alertsAPI, "its alerts, page by page", query: ListPlace.parameters),
            Entry("GET", Routes.timelineAPI, "its timeline, page by page", query: ListPlace.parameters),
            Entry(
                "GET", Routes.explanationAPI,
                "which rule gave its priority, on which labels, whom it was told, held or not told, and what comes next"
            ),
            Entry(
                "POST", Routes.acknowledgeAPI,
                "takes it: {\"by\": \"…\", \"text\": \"…\", \"take_over\": true where another has it}"),
            Entry(
                "POST", Routes.resolveAPI,
                "closes it: {\"by\": \"…\", \"text\": \"…\", \"still_firing\": true where alerts fire}"),
            Entry("POST", Routes.notesAPI, "notes something: {\"by\": \"…\", \"text\": \"…\"}"),
        ] + DeedRoutes.all.map { Entry("POST", $0.api, $0.does) } + [
            Entry("GET", Routes.artifactOutputAPI, "what a collector wrote, as text"),
            Entry("GET", Routes.artifactChangesAPI, "what is different in it from before the incident, row by row"),
            Entry("GET", Routes.artifactChartAPI, "what a collector measured, series by series"),
            Entry("GET", Routes.unplacedAlertsAPI, "alerts in doubt, which no incident shows as firing yet"),
            Entry(
                "GET", Routes.eventsAPI, "every timeline entry as it comes, as server-sent events",
                query: EventAPI.parameters),
            Entry("GET", Routes.healthAPI, "when Alertmanager and heartbeats were heard, tables, endpoints, warnings"),
            Entry("GET", Routes.onCallAPI, "who is on call, and in the four weeks after", query: ["at"]),
            Entry("GET", Routes.digestAPI, "what the morning digest says", query: DigestAPI.parameters),
            Entry("GET", Routes.stormsAPI, "the newest storms, and what was held back in them"),
            Entry("GET", Routes.stormAPI, "one storm"),
            Entry(
                "POST", Routes.overridesAPI,
                "lets somebody be on call: {\"rota\": \"…\", \"person\": \"…\", \"from\": \"…\", \"until\": \"…\", \"by\": \"…\", \"reason\": \"…\"}"
            ),
            Entry("POST", Routes.removeOverrideAPI, "takes an override back: {\"by\": \"…\"}"),
            Entry("GET", Routes.silencesAPI, "silences and maintenance windows"),
            Entry(
                "POST", Routes.silencesAPI,
                "silences alerts: {\"match\": [\"…\"], \"from\": \"…\", \"until\" or \"for\": \"…\", \"by\": \"…\", \"why\": \"…\"}"
            ),
            Entry("POST", Routes.silencePreviewAPI, "what a silence would hide: {\"match\": [\"…\"]}"),
            Entry("POST", Routes.expireSilenceAPI, "ends a silence now: {\"by\": \"…\"}"),
            Entry("GET", Routes.keysAPI, "which key signs links, and until when those before it are believed"),
            Entry("POST", Routes.rotateKeyAPI, "lets a new key sign: {\"by\": \"…\", \"overlap\": \"24h\"}"),
            Entry("GET", Routes.endpointsAPI, "how the endpoints do: last success and failure, and what is owed"),
            Entry(
                "POST", Routes.contactTestAPI,
                "sends a test message by a contact's ways, or by one: {\"by\": \"…\", \"method\": \"…\", \"priority\": \"P4\"}"
            ),
            Entry("POST", Routes.reloadAPI, "reads the tables anew"),
            Entry("GET", Routes.metrics, "metrics for Prometheus"),
            Entry("GET", Routes.health, "whether the services run"),
            Entry("GET", Routes.readiness, "whether the store answers"),
        ]
}

extension APIIndex.Entry {
    fileprivate init(_ method: String, _ path: String, _ does: String, query: [String] = []) {
        self.init(
            method: method, path: path.replacing(":id", with: "{id}").replacing(":role", with: "{role}"), query: query,
            does: does)
    }
}
