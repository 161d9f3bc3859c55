import Testing

@testable import IncidentCore

@Suite("What was found, and what an alert is about", .timeLimit(.minutes(5)))
struct AlertSubjectTests {
    private static let shop = "llm-analytics-hub"
    private static let pods = "kubectl get pods -n llm-analytics-hub"
    private static let nodes = "kubectl get nodes"
    private static let logs = "kubectl logs -n llm-analytics-hub -l app=analytics-api --tail=200"
    private static let database = "kubectl exec -n llm-analytics-hub timescaledb-0 -- pg_isready -U postgres"
    private static let redis = "kubectl exec -n llm-analytics-hub redis-0 -- redis-cli INFO"
    private static let kafka =
        "kubectl exec -n llm-analytics-hub kafka-0 -- kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe"
    private static let crash = "2 pods of analytics-api are in state CrashLoopBackOff, restarts: up to 6"
    private static let migration = "database migration 0042 is missing"

    struct Case: Sendable, CustomTestStringConvertible {
        let labels: Labels
        let question: String
        let text: String
        let place: FindingPlace
        var testDescription: String {
            "\(labels.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: " ")): \(text)"
        }

        init(_ labels: Labels, _ question: String, _ text: String, _ place: FindingPlace) {
            (self.labels, self.question, self.text, self.place) = (labels, question, text, place)
        }
    }

    private static let intrusion: Labels = [
        "alertname": "SecurityIntrusion", "severity": "critical", "team": "security", "namespace": shop,
    ]
    private static let billing: Labels = ["alertname": "ToSilence", "namespace": shop, "service": "billing"]
    private static let api: Labels = ["alertname": "HighErrorRate", "namespace": shop, "service": "analytics-api"]
    private static let crashing: Labels = [
        "alertname": "PodCrashLooping", "namespace": shop, "pod": "analytics-api-7d9c6b5f4-00000", "node": "node-02",
        "job": "kube-state-metrics",
    ]
    private static let postgres: Labels = ["alertname": "PostgresDown", "namespace": shop, "component": "timescaledb"]
    private static let node: Labels = ["alertname": "KubeNodeNotReady", "node": "node-02"]

    @Test(arguments: [
        // It names nothing, and is of another kind of trouble.
        Case(intrusion, logs, migration, .elsewhere), Case(intrusion, pods, crash, .elsewhere),
        Case(intrusion, database, "the database does not accept connections: no response", .elsewhere),
        Case(
            intrusion, "kubectl exec -n shop redis-0 -i -- redis-cli --askpass --no-auth-warning INFO",
            "redis has evicted 7 keys since it started", .elsewhere),
        Case(intrusion, "/usr/local/bin/who-logged-in", "root from 203.0.113.7", .unknown),
        Case(["alertname": "LoginFromNowhere"], logs, migration, .elsewhere),
        Case(["alertname": "BudgetExceeded", "namespace": shop], pods, crash, .elsewhere),
        // It names a service.
        Case(billing, pods, crash, .elsewhere), Case(billing, logs, migration, .elsewhere),
        Case(billing, nodes, "node node-03 is not ready: kubelet stopped", .unknown),
        Case(billing, pods, "pod billing-5d4f8c7b9-x2x4z is in state Error, restarts: 3", .own),
        Case(billing, pods, "there is no pod in namespace llm-analytics-hub", .unknown),
        Case(billing, pods, "new: analytics-api-7d9c6b5f4-2xkqv since 2026-11-23 06:12 UTC", .elsewhere),
        Case(billing, "kubectl get replicasets -n x", "analytics-api has been at revision 8 for 11m: a:1", .elsewhere),
        Case(
            ["alertname": "X", "service": "web"], pods, "pod web-admin-5d4f8c7b9-x2x4z is in state Error", .unknown),
        Case(["alertname": "X", "service": "web-svc"], pods, "2 pods of web are in state Error", .own),
        Case(["alertname": "X", "component": "api"], pods, crash, .own),
        // What is about the runbook's service.
        Case(api, pods, crash, .own), Case(api, logs, migration, .own),
        Case(api, "kubectl get events -n x", "analytics-api: BackOff in 2 events, the latest 20s ago", .own),
        Case(api, "kubectl get events -n x", "deployment/analytics-api, 11m ago: Scaled up replica set a to 3", .own),
        Case(api, "kubectl get events -n x", "pod/billing-1: BackOff: back-off restarting", .elsewhere),
        Case(api, pods, "web: revision 1 -> 2, analytics-api: revision 3 -> 4 since 2026-11-23 06:12 UTC", .own),
        Case(api, "kubectl get hpa -n x", "Deployment/analytics-api is at its maximum of 10 replicas: 91%", .own),
        // The tables ask its stores because it depends on them.
        Case(api, database, "the database does not accept connections: no response", .store),
        Case(api, redis, "redis has evicted 7 keys since it started", .store),
        Case(api, kafka, "consumer group analytics-consumers is 12000 messages behind on events", .store),
        Case(api, "prometheus sum(rate(http_requests_total[5m]))", "API error rate is 3%, above 1%", .unknown),
        Case(billing, "prometheus kube_pod_restarts", "Pod restarts (pod=analytics-api-1) is 6, above 5", .elsewhere),
        Case(api, "prometheus kube_pod_restarts", "Pod restarts (pod=analytics-api-1) is 6, above 5", .own),
        // A pod, reported by something that is not ill.
        Case(crashing, pods, crash, .own), Case(crashing, nodes, "node node-02 is not ready: gone", .own),
        Case(crashing, nodes, "node node-03 is not ready: gone", .elsewhere),
        Case(crashing, pods, "pod kube-state-metrics-5d4f8c7b9-x2x4z is in state Error", .elsewhere),
        // Stores.
        Case(postgres, database, "the database does not accept connections: no response", .own),
        Case(postgres, pods, "pod timescaledb-0 is in state Error, restarts: 1", .own),
        Case(postgres, pods, crash, .elsewhere), Case(postgres, redis, "redis is loading its data", .elsewhere),
        Case(["alertname": "PostgresDown", "namespace": shop], pods, "pod timescaledb-0 is in state Error", .own),
        Case(["alertname": "PostgresDown", "namespace": shop], logs, migration, .elsewhere),
        Case(["alertname": "RedisMemoryHigh", "service": "redis"], redis, "redis uses 1G of 1G", .own),
        Case(["alertname": "RedisMemoryHigh", "service": "redis"], database, "process 7 waits", .elsewhere),
        Case(["alertname": "KafkaConsumerLagHigh", "job": "kafka-exporter"], kafka, "group a is behind", .own),
        Case(["alertname": "LagHigh", "consumergroup": "a"], kafka, "consumer group a is behind", .own),
        // Nodes, by name, by address, and without either.
        Case(node, nodes, "node node-02 is not ready: gone", .own),
        Case(node, nodes, "node node-03 is not ready: gone", .elsewhere),
        Case(["alertname": "NodeDown", "instance": "10.0.0.1:9100"], nodes, "node node-03 is not ready", .unknown),
        Case(["alertname": "NodeDown", "instance": "node-03:9100"], nodes, "node node-03 is not ready", .own),
        // Jobs of what is backed up.
        Case(
            ["alertname": "DatabaseBackupMissing", "component": "timescaledb"], "kubectl get cronjobs -n x",
            "nightly-dump has last succeeded 30h ago", .unknown),
        Case(
            ["alertname": "JobFailed", "job_name": "dump-1"], "kubectl get jobs -n x", "job mail-1 has failed",
            .elsewhere),
        // It names nothing but where, and is of the same kind.
        Case(["alertname": "ServiceDown", "namespace": shop], logs, migration, .unknown),
        Case(["alertname": "CheckoutDown", "namespace": "shop"], pods, "pod checkout-1 is in state Error", .own),
        // The tables alone know.
        Case(["alertname": "a"], pods, crash, .unknown), Case([:], logs, migration, .unknown),
        Case(
            ["alertname": "HeartbeatSilent", "heartbeat": "watchdog"], "kubectl get pods -n monitoring",
            "prometheus-0 does not answer: in state Running, containers ready: 1/2", .unknown),
    ])
    func `stand to each other as their names say`(_ tried: Case) { expectPlace(tried) }

    private func expectPlace(_ tried: Case) {
        let question = QuestionSubject(tried.question.split(separator: " ").map(String.init))
        #expect(AlertSubject(tried.labels).place(of: tried.text, askedBy: question) == tried.place)
    }

    /// What may be why, although the alert does not name it in so many words.
    private static let besides: [Case] = [
        // A store that is down answers nothing; its pod and its log are what there is to see.
        Case(api, pods, "pod timescaledb-0 is in state CrashLoopBackOff, restarts: 7", .store),
        Case(api, "kubectl logs -n x timescaledb-0", "database: the disk is full", .store),
        Case(api, "prometheus memory", "Memory usage (pod=timescaledb-0) is 97%, above 85%", .store),
        Case(postgres, pods, "pod redis-0 is in state Error", .elsewhere),
        // As a team says it shortly, or a scrape's settings.
        Case(["alertname": "ServiceDown", "service": "api"], logs, migration, .own),
        Case(["alertname": "HighErrorRate", "job": "api"], pods, crash, .own),
        Case(["alertname": "HighErrorRate", "job": "kubernetes-pods", "namespace": shop], logs, migration, .unknown),
        // What is scraped, or asked from outside.
        Case(
            ["alertname": "ServiceDown", "instance": "https://api.example.com/health", "job": "blackbox"], logs,
            migration, .unknown),
        Case(["alertname": "ServiceDown", "instance": "analytics-api.shop.svc:8080"], logs, migration, .own),
        Case(["alertname": "ServiceDown", "instance": "analytics-api-7d9c6b5f4-2xkqv:3000"], logs, migration, .own),
        Case(["alertname": "ServiceDown", "instance": "analytics-api:3000"], pods, crash, .own),
        Case(
            ["alertname": "HighLatency", "instance": "analytics-api:3000"], database,
            "the database does not accept connections: no response", .store),
        Case(["alertname": "NodeDown", "instance": "node-03:9100"], nodes, "node node-02 is not ready", .elsewhere),
        // Who falls behind.
        Case(["alertname": "KafkaConsumerLagHigh", "job": "kafka-exporter"], pods, crash, .unknown),
        Case(["alertname": "LagHigh", "consumergroup": "a"], logs, migration, .unknown),
        Case(["alertname": "KafkaConsumerLagHigh", "job": "kafka-exporter"], redis, "redis is loading", .elsewhere),
        // It names nothing but where.
        Case(["alertname": "DataLoss", "namespace": shop], pods, "pod timescaledb-0 is in state Error", .unknown),
        Case(["alertname": "CheckoutUnreachable", "namespace": shop], pods, crash, .unknown),
        Case(["alertname": "HighPacketLossOfRequests", "namespace": shop], pods, crash, .unknown),
        Case(
            ["alertname": "KubeHpaMaxedOut", "namespace": shop], "kubectl get hpa -n x",
            "Deployment/web is at its maximum of 10 replicas: 91%", .unknown),
        Case(
            ["alertname": "AlertmanagerDown", "job": "alertmanager", "namespace": "monitoring"],
            "kubectl get pods -n monitoring", "pod alertmanager-0 is in state Error", .own),
        Case(["alertname": "PrometheusDown"], pods, crash, .elsewhere),
        Case(["alertname": "HighResponseTime", "namespace": shop], logs, migration, .unknown),
        Case(["alertname": "LoginServiceDown", "namespace": shop], pods, "pod login-1 is in state Error", .own),
    ]

    @Test(arguments: besides)
    func `what may be the cause is not elsewhere, and no more than that`(_ tried: Case) { expectPlace(tried) }

    @Test(
        arguments: [
            (pods, intrusion, "elsewhere in llm-analytics-hub"), (nodes, billing, "elsewhere in the cluster"),
            ("kubectl get pods", billing, "elsewhere in llm-analytics-hub"),
            ("kubectl get pods", ["alertname": "X", "service": "web"], "elsewhere"),
        ] as [(String, Labels, String)])
    func `what is elsewhere says where`(question: String, labels: Labels, words: String) {
        let question = QuestionSubject(question.split(separator: " ").map(String.init))
        #expect(question.elsewhereWords(besides: AlertSubject(labels)) == words)
    }

    @Test(
        arguments: [
            (api, 1), (crashing, 1), (["alertname": "ServiceDown", "namespace": shop], 1), ([:], 1),
            (["alertname": "CheckoutDown", "deployment": "checkout"], 1),
            (["alertname": "ServiceDown", "service": "api"], 1), (billing, 0), (intrusion, 0), (postgres, 0),
            (["alertname": "BudgetExceeded", "namespace": shop], 0),
        ] as [(Labels, Int)])
    func `no step changes what only a default names, when the alert is about something else`(labels: Labels, count: Int)
        throws
    {
        var tables = RoutingTables.empty
        tables.nextSteps = [
            NextStepTemplate(
                procedure: "p", title: "Roll back", when: Selector(),
                command: try ["kubectl", "rollout", "undo", "deployment/{label:deployment|analytics-api}"].map {
                    try ArgumentTemplate($0)
                })
        ]
        #expect(tables.nextSteps(for: .p1, labels: labels).count == count)
    }
}
