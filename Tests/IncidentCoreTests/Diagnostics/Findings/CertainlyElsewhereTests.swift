import Testing

@testable import IncidentCore

@Suite("What is certainly elsewhere, and what is not", .timeLimit(.minutes(5)))
struct CertainlyElsewhereTests {
    private static let hub = "llm-analytics-hub"
    private static let pods = "kubectl get pods -n llm-analytics-hub"
    private static let events = "kubectl get events -n llm-analytics-hub --sort-by=.lastTimestamp"
    private static let nodes = "kubectl describe nodes"
    private static let quotas = "kubectl describe resourcequota -n llm-analytics-hub"
    private static let logs = "kubectl logs -n llm-analytics-hub -l app=analytics-api --tail=200"
    private static let database = "kubectl exec -n llm-analytics-hub timescaledb-0 -- pg_isready -U postgres"
    private static let redis = "kubectl exec -n llm-analytics-hub redis-0 -- redis-cli INFO stats"

    private static let crash = "2 pods of analytics-api are in state CrashLoopBackOff, restarts: up to 6"
    private static let memory = "node node-2 has too little memory left"
    private static let probe = "pod/timescaledb-0: Unhealthy: Readiness probe failed"
    private static let quota = "quota compute: 9 of 10 pods are used"
    private static let refused = "the database does not accept connections: no response"

    private static func alert(_ name: String, _ labels: KeyValuePairs<String, String> = [:]) -> Labels {
        Labels(
            [.init(name: "alertname", value: name), .init(name: "namespace", value: hub)]
                + labels.map { Labels.Pair(name: $0.key, value: $0.value) })
    }

    private static func place(_ labels: Labels, _ question: String, _ text: String) -> FindingPlace {
        AlertSubject(labels).place(of: text, askedBy: subject(question))
    }

    private static func subject(_ question: String) -> QuestionSubject {
        QuestionSubject(question.split(separator: " ").map(String.init))
    }

    @Test(arguments: [
        alert("MemoryUsageHigh", ["service": "analytics-api"]), alert("ResourcePressure", ["service": "analytics-api"]),
        alert("MemoryUsageHigh", ["pod": "analytics-api-7d9c6b5f4-8hzrp"]),
        alert("ResourcePressure", ["pod": "analytics-api-7d9c6b5f4-8hzrp", "instance": "10.0.0.7:8080"]),
        alert("ResourcePressure"), alert("PostgresDown", ["component": "timescaledb"]),
        alert("BillingDown", ["service": "billing"]), alert("KubeJobFailed", ["job_name": "dump-1"]),
    ])
    func `a node and a quota count for whatever runs`(labels: Labels) {
        #expect(Self.place(labels, Self.nodes, Self.memory) == .unknown)
        #expect(Self.place(labels, Self.events, "node/node-2: NodeHasInsufficientMemory") == .unknown)
        #expect(Self.place(labels, Self.quotas, Self.quota) == .unknown)
    }

    @Test func `a node is elsewhere for an alert that names another, and for one of security`() {
        let another = Self.alert("MemoryUsageHigh", ["service": "analytics-api", "node": "node-1"])
        #expect(Self.place(another, Self.nodes, Self.memory) == .elsewhere)
        let itself = Self.alert("MemoryUsageHigh", ["service": "analytics-api", "node": "node-2"])
        #expect(Self.place(itself, Self.nodes, Self.memory) == .own)
        let intrusion = Self.alert("SuspiciousIntrusion", ["service": "gateway", "team": "security"])
        #expect(Self.place(intrusion, Self.nodes, Self.memory) == .elsewhere)
    }

    @Test(arguments: [
        (events, probe), (pods, "pod timescaledb-0 is in state Error"), (database, refused), (pods, crash),
    ])
    func `a store is never why somebody came in, or something has to be paid`(question: String, text: String) {
        for labels in [
            Self.alert("SuspiciousIntrusion", ["service": "gateway", "team": "security"]),
            Self.alert("BudgetExceeded"), Self.alert("CertificateExpiresSoon", ["service": "web"]),
        ] {
            #expect(Self.place(labels, question, text) == .elsewhere)
        }
    }

    @Test(arguments: ["ErrorBudgetBurn", "PodDisruptionBudgetAtLimit", "SLOBudgetBurn", "StrangeThing"])
    func `a name that may mean anything hides nothing`(name: String) {
        #expect(Self.place(Self.alert(name), Self.pods, Self.crash) == .unknown)
        #expect(Self.place(Self.alert(name), Self.database, Self.refused) == .unknown)
    }

    @Test(
        arguments: [
            ("BillingDown", "billing", false), ("WebDown", "web", false), ("ServiceDown", "checkout", false),
            ("LatencyHigh", "analytics-api", true), ("PodRestartsHigh", "analytics_api", true),
            ("HighLatency", "api", true), ("HighLatency", "analytics-worker", true),
        ] as [(String, String, Bool)])
    func `a store counts for an application that was looked at`(name: String, service: String, isSeen: Bool) {
        let labels = Self.alert(name, ["service": service])
        #expect(Self.place(labels, Self.events, Self.probe) == .store)
        #expect(Self.place(labels, Self.database, Self.refused) == .store)
        let asked = [Self.pods, Self.database, Self.redis, Self.logs].map(Self.subject)
        #expect(AlertSubject(labels).isSeen(askedBy: asked, rows: []) == isSeen)
        #expect(!AlertSubject(labels).isSeen(askedBy: [Self.subject(Self.database)], rows: []))
    }

    @Test(
        arguments: [
            ("billing-5d4f8c7b9-x2x4z   1/1   Running   0   5d", true),
            ("5m   Warning   BackOff   pod/billing-1   it", true),
            ("timescaledb-0   0/1   Running   0   5d", false), ("1m Warning Failed pod/web-1 no billing now", false),
            ("", false),
        ] as [(String, Bool)])
    func `an application that a list has printed was looked at`(row: String, isSeen: Bool) {
        let subject = AlertSubject(Self.alert("BillingDown", ["service": "billing"]))
        #expect(subject.isSeen(askedBy: [Self.subject(Self.pods)], rows: [row[...]]) == isSeen)
        let intruded = AlertSubject(Self.alert("HighErrorRate", ["service": "billing"]))
        #expect(!intruded.isSeen(askedBy: [], rows: ["api-1   0/1   Error   3   5d"]))
    }

    @Test(
        arguments: [
            alert("AnalyticsApiDown", ["service": hub]), alert("AnalyticsApiDown", ["job": "analytics-hub"]),
            alert("AnalyticsApiDown", ["service": "analytics"]), alert("ServiceDown", ["service": "analytics_api"]),
            alert("ServiceDown", ["service": "Analytics_API"]), alert("AnalyticsAPIDown"),
            alert("analytics_api_down", ["service": "gateway"]),
        ])
    func `another way to write a name names the same`(labels: Labels) {
        #expect(Self.place(labels, Self.pods, Self.crash) == .own)
        #expect(Self.place(labels, Self.logs, "database migration 0042 is missing") == .own)
    }

    @Test(arguments: [
        alert("ServiceDown", ["service": hub]), alert("ServiceDown", ["job": "analytics-hub"]),
        alert("ServiceDown", ["service": "analytics"]), alert("ServiceDown", ["service": "LLM_Analytics"]),
        alert("ServiceDown", ["service": "analytics-worker"]),
    ])
    func `a part of the namespace's name means all of it, and a first word in common is enough`(labels: Labels) {
        #expect(Self.place(labels, Self.pods, Self.crash) != .elsewhere)
        #expect(Self.place(labels, Self.logs, "database migration 0042 is missing") != .elsewhere)
        #expect(Self.place(labels, Self.events, Self.probe) != .elsewhere)
    }

    @Test func `what nobody can take for the same stays elsewhere`() {
        for name in ["billing", "web", "gateway"] {
            let labels = Self.alert("ServiceDown", ["service": name])
            #expect(Self.place(labels, Self.pods, Self.crash) == .elsewhere)
            #expect(Self.place(labels, Self.logs, "database migration 0042 is missing") == .elsewhere)
        }
        let postgres = Self.alert("PostgresDown", ["component": "timescaledb"])
        #expect(Self.place(postgres, Self.redis, "redis is loading its data") == .elsewhere)
    }

    @Test func `the claims of a database and the release of its namespace may be why`() {
        let postgres = Self.alert("PostgresDown", ["component": "timescaledb"])
        let claims = "kubectl get pvc -n llm-analytics-hub"
        #expect(Self.place(postgres, claims, "claim data-timescaledb-0 is Pending") == .own)
        let full = Self.alert("VolumeFillingUp", ["persistentvolumeclaim": "data-redis-0"])
        #expect(Self.place(full, claims, "claim data-timescaledb-0 is Pending") == .elsewhere)
        let api = Self.alert("ServiceDown", ["service": "api"])
        #expect(Self.place(api, "helm list -A", "release llm-analytics-hub is failed") == .unknown)
    }

    /// What the runbook's table of metrics and its procedures are about.
    @Test(
        arguments: [
            ("APIErrorRateHigh", logs, "ERROR: database migration 0042 is missing"),
            ("APILatencyP95High", database, refused), ("APILatencyP95High", redis, "redis has evicted 7 keys"),
            ("PodRestartsHigh", logs, "database migration 0042 is missing"), ("PodRestartsHigh", pods, crash),
            ("DatabaseCPUHigh", database, "process 7 has run for 9 minutes"), ("MemoryUsageHigh", nodes, memory),
            ("DiskUsageHigh", nodes, "node node-2 has no disk left"), ("ServiceDown", pods, crash),
            ("AnalyticsApiDown", pods, crash), ("HighLatency", database, refused), ("LatencyHigh", events, probe),
            ("ResourcePressure", nodes, memory), ("ResourcePressure", quotas, quota),
        ] as [(String, String, String)])
    func `an alert of the runbook hides none of its causes`(name: String, question: String, text: String) {
        for labels in [
            Self.alert(name), Self.alert(name, ["service": "analytics-api"]),
            Self.alert(name, ["app": "analytics-api"]),
            Self.alert(name, ["pod": "analytics-api-7d9c6b5f4-8hzrp", "job": "kube-state-metrics"]),
            Self.alert(name, ["service": Self.hub]),
        ] {
            #expect(Self.place(labels, question, text) != .elsewhere, "\(labels)")
        }
    }
}
