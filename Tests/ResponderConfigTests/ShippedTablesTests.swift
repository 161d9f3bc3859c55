import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import ResponderConfig

/// The files in `routes/` are the runbook: its procedures, contacts and severities.
@Suite(.timeLimit(.minutes(5)))
struct ShippedTablesTests {
    private let routes: LoadedRoutes

    init() throws { routes = try TestTables.shipped() }

    @Test func `service down runs the runbook's five diagnostics in its order, and then others`() throws {
        let collectors = Array(routes.tables.collectors(for: .p1, labels: [:]).prefix(5))
        #expect(collectors.map(\.name) == Array(Self.serviceDown.prefix(5)))
        let commands = try collectors.map { try $0.words.map { try $0.bind([:]) }.joined(separator: " ") }
        #expect(
            commands == [
                "kubectl get pods -n llm-analytics-hub",
                "kubectl rollout history deployment/analytics-api -n llm-analytics-hub",
                "kubectl logs -n llm-analytics-hub -l app=analytics-api --tail=200",
                "kubectl get events -n llm-analytics-hub --sort-by=.lastTimestamp",
                "kubectl exec -n llm-analytics-hub timescaledb-0 -- pg_isready -U postgres",
            ])
    }

    /// Each command of a procedure stands in the tables exactly once, in the runbook's order: as a collector when it
    /// reads, as a next step when it changes something.
    @Test(arguments: ["P1: Service Down", "P2: High Latency", "P3: Resource Pressure"])
    func `the tables hold every command of a procedure and no other`(procedure: String) throws {
        let commands = try Runbook.commands(of: procedure)
        let collectors = routes.tables.collectors.filter { $0.procedure == procedure }
        let steps = routes.tables.nextSteps.filter { $0.procedure == procedure }
        let collected = try collectors.map { try $0.words.map { try $0.bind([:]) } }
        let shown = try steps.map { try $0.command.map { try $0.bind([:]) } }
        #expect(commands.filter { !Runbook.isChanging($0.words) }.map(\.words) == collected)
        #expect(commands.filter { Runbook.isChanging($0.words) }.map(\.words) == shown)
        for (command, collector) in zip(commands.filter { !Runbook.isChanging($0.words) }, collectors) {
            #expect(command.pipe.isEmpty == collector.filters.isEmpty, "\(collector.name)")
        }
    }

    @Test func `the runbook's times to act are those to respond within`() throws {
        let within = Priority.allCases.map { routes.tables.respondWithin[$0] }
        #expect(within == [.seconds(300), .seconds(3600), .seconds(86_400), nil])
    }

    /// But for events, of which the newest stand last, and nodes, which have names.
    @Test func `the pipes of the runbook are filters`() throws {
        func filters(_ name: String) -> [OutputFilter]? { routes.tables.collectors.first { $0.name == name }?.filters }
        #expect(filters("events") == [.tail(100)])
        #expect(filters("slow-queries") == [.grep(try Grep("slow query"))])
    }

    @Test func `an alert's labels choose the namespace and the deployment, and nothing more`() throws {
        let labels: Labels = [
            "namespace": "staging", "deployment": "event-worker", "app": "event-worker", "service": "redis", "job": "x",
        ]
        let commands = try routes.tables.collectors(for: .p1, labels: labels).map {
            try $0.words.map { try $0.bind(labels) }.joined(separator: " ")
        }
        #expect(commands[1] == "kubectl rollout history deployment/event-worker -n staging")
        #expect(commands[2] == "kubectl logs -n staging -l app=event-worker --tail=200")
        #expect(!commands.contains { $0.contains("analytics-api") || $0.contains("timescaledb") })
    }

    @Test func `of another deployment its own logs are read, of a consumer group its own lag`() throws {
        func commands(_ labels: Labels) throws -> [String] {
            try routes.tables.collectors(for: .p2, labels: labels).map {
                try $0.words.map { try $0.bind(labels) }.joined(separator: " ")
            }
        }
        let down = try commands(["alertname": "CheckoutSlow", "namespace": "shop", "deployment": "checkout"])
        #expect(down.contains("kubectl logs -n shop deployment/checkout --tail=200"), "\(down)")
        #expect(!down.contains { $0.contains("analytics-api") || $0.contains(" exec ") }, "\(down)")
        let lag = try commands([
            "alertname": "KafkaConsumerLag", "namespace": "kafka-prod", "consumergroup": "billing_v2",
        ])
        #expect(
            lag.contains(
                "kubectl exec -n kafka-prod kafka-0 -- kafka-consumer-groups.sh --bootstrap-server localhost:9092 "
                    + "--describe --group billing_v2"), "\(lag)")
    }

    private static let serviceDown = [
        "pods", "rollout-history", "logs", "events", "database-ready", "database-connections", "database-locks",
        "deployments", "replica-sets", "nodes", "autoscalers", "quotas",
    ]
    private static let deploymentDown = [
        "pods", "rollout-history", "events", "deployment-logs", "deployments", "replica-sets", "nodes", "autoscalers",
        "quotas",
    ]
    private static let database = [
        "database-connections", "database-locks", "database-activity", "database-replication",
    ]

    struct Subject: Sendable, CustomTestStringConvertible {
        let priority: Priority
        let labels: Labels
        let collectors: [String]
        let steps: Int
        var testDescription: String { labels.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }

        init(_ priority: Priority, _ labels: Labels, _ collectors: [String], steps: Int) {
            (self.priority, self.labels, self.collectors, self.steps) = (priority, labels, collectors, steps)
        }
    }

    @Test(arguments: [
        Subject(
            .p1, ["alertname": "AnalyticsApiDown", "namespace": "llm-analytics-hub", "service": "analytics-api"],
            Self.serviceDown, steps: 2),
        // It names nothing that is broken: looked at is all, and nothing is to be undone.
        Subject(
            .p1, ["alertname": "SecurityIntrusion", "namespace": "llm-analytics-hub", "team": "security"],
            Self.serviceDown, steps: 0),
        // What reports an alert is not what it is about.
        Subject(
            .p1,
            [
                "alertname": "PodDown", "namespace": "llm-analytics-hub", "pod": "analytics-api-7d9c6b5f4-2xkqv",
                "job": "kube-state-metrics", "service": "kube-state-metrics",
            ], Self.serviceDown, steps: 2),
        Subject(
            .p1, ["alertname": "CheckoutDown", "namespace": "shop", "deployment": "checkout"], Self.deploymentDown,
            steps: 2),
        Subject(
            .p1, ["alertname": "ServiceDown", "namespace": "llm-analytics-hub", "deployment": "event-worker"],
            Self.deploymentDown, steps: 2),
        Subject(
            .p1, ["alertname": "CheckoutDown", "namespace": "shop"],
            ["pods", "events", "replica-sets", "nodes", "quotas"], steps: 0),
        // Whether what it comes through answers, whatever its priority.
        Subject(
            .p1, ["alertname": "HeartbeatSilent", "heartbeat": "watchdog"], ["monitoring-pods", "prometheus-logs"],
            steps: 2),
        Subject(
            .p3, ["alertname": "HeartbeatSilent", "heartbeat": "nightly-backup"],
            ["monitoring-pods", "prometheus-logs", "cronjobs", "jobs"], steps: 2),
        Subject(.p1, ["alertname": "NodeDown", "node": "node-1", "job": "node-exporter"], ["nodes"], steps: 0),
        Subject(
            .p3, ["alertname": "KubeNodeNotReady", "node": "node-1", "job": "kube-state-metrics"],
            ["node-conditions", "nodes"], steps: 0),
        Subject(
            .p1, ["alertname": "PostgresDown", "component": "timescaledb", "namespace": "llm-analytics-hub"],
            ["database-ready", "store-pods", "database-logs"] + Self.database, steps: 0),
        Subject(
            .p1, ["alertname": "TimescaleUnreachable", "namespace": "llm-analytics-hub"],
            ["database-ready", "store-pods", "database-logs"] + Self.database, steps: 0),
        Subject(
            .p2, ["alertname": "PostgresSlow", "namespace": "llm-analytics-hub"],
            ["store-pods", "database-logs"] + Self.database, steps: 0),
        Subject(
            .p3, ["alertname": "PostgresTooManyConnections", "namespace": "llm-analytics-hub"], Self.database, steps: 0),
        Subject(
            .p1, ["alertname": "CacheDown", "service": "redis"], ["store-pods", "redis-info", "redis-slowlog"],
            steps: 0),
        Subject(
            .p2, ["alertname": "CacheSlow", "service": "redis"],
            ["store-pods", "redis-stats", "redis-info", "redis-slowlog"], steps: 0),
        Subject(
            .p2, ["alertname": "KafkaConsumerLagHigh", "job": "kafka-exporter"], ["store-pods", "kafka-consumer-lag"],
            steps: 0),
        Subject(
            .p3, ["alertname": "KafkaConsumerLagHigh", "job": "kafka-exporter"], ["kafka-consumer-lag"], steps: 0),
        Subject(
            .p2, ["alertname": "ApiLatencyP95High", "service": "analytics-api"],
            [
                "database-connections", "database-locks", "database-activity", "redis-stats", "kafka-consumer-lag",
                "slow-queries", "deployments", "autoscalers", "redis-info", "redis-slowlog",
            ], steps: 1),
        Subject(
            .p3, ["alertname": "RedisMemoryHigh", "service": "redis"],
            ["redis-stats", "redis-info", "redis-slowlog"], steps: 0),
        Subject(
            .p3, ["alertname": "DiskUsageHigh", "instance": "10.0.0.1:9100"], ["node-conditions"], steps: 0),
        // A storm of these about one namespace asks the cluster three questions.
        Subject(
            .p3, ["alertname": "ResourcePressure", "namespace": "shop"],
            ["pods-by-memory", "pods-by-cpu", "node-conditions"], steps: 0),
        Subject(.p3, ["alertname": "QueueGrows", "namespace": "shop", "pod": "checkout-1"], [], steps: 0),
        Subject(.p3, ["alertname": "KubeHpaMaxedOut", "namespace": "shop"], ["autoscalers"], steps: 0),
        Subject(
            .p3, ["alertname": "KubeQuotaAlmostFull", "namespace": "shop"],
            ["pods-by-memory", "pods-by-cpu", "quotas"], steps: 0),
        Subject(.p3, ["alertname": "KubeJobFailed", "namespace": "shop"], ["cronjobs", "jobs"], steps: 0),
        Subject(
            .p3, ["alertname": "DatabaseBackupMissing"], Self.database + ["cronjobs", "jobs"], steps: 0),
        // Written critical: who is killed or evicted, and which node has too little.
        Subject(
            .p2,
            [
                "alertname": "ContainerMemoryUsage", "namespace": "llm-analytics-hub",
                "pod": "analytics-api-7d9c6b5f4-2xkqv",
            ],
            [
                "pods", "events", "database-connections", "database-locks", "database-activity", "pods-by-memory",
                "deployments", "replica-sets", "nodes", "autoscalers", "quotas",
            ], steps: 2),
        // Nothing says that these are about analytics-api.
        Subject(.p1, ["alertname": "MailQueueStuck", "host": "mail-1"], [], steps: 0),
        Subject(.p1, ["alertname": "TotallyUnknown", "foo": "bar"], [], steps: 0),
        Subject(.p3, ["alertname": "BatchExportLate"], [], steps: 0),
        Subject(.p1, ["alertname": "ServiceDown"], Self.serviceDown, steps: 2),
        // What is about an object of Kubernetes is about this, and the runbook's advice is not meant for it.
        Subject(
            .p1, ["alertname": "KubeJobFailed", "namespace": "llm-analytics-hub"],
            ["pods", "events", "replica-sets", "nodes", "quotas", "cronjobs", "jobs"], steps: 0),
        Subject(.p1, ["alertname": "KubeletDown"], ["nodes"], steps: 0),
        Subject(
            .p2, ["alertname": "KubePersistentVolumeFillingUp", "namespace": "llm-analytics-hub"],
            ["replica-sets", "quotas", "volumes"], steps: 0),
        Subject(
            .p2, ["alertname": "KubeHpaMaxedOut", "namespace": "llm-analytics-hub"],
            ["replica-sets", "autoscalers", "quotas"], steps: 0),
        Subject(
            .p3, ["alertname": "KubeQuotaFullyUsed", "namespace": "llm-analytics-hub", "deployment": "analytics-api"],
            ["pods-by-memory", "pods-by-cpu", "quotas"], steps: 0),
        // kube-prometheus' own, which are warnings.
        Subject(
            .p3,
            [
                "alertname": "KubePodCrashLooping", "namespace": "shop", "pod": "checkout-1", "container": "main",
                "job": "kube-state-metrics",
            ], ["pods", "events", "container-logs", "previous-logs"], steps: 0),
        Subject(
            .p3,
            ["alertname": "KubeContainerWaiting", "namespace": "shop", "pod": "checkout-1", "container": "main"],
            ["pods", "events", "container-logs"], steps: 0),
        Subject(
            .p3, ["alertname": "KubePodNotReady", "namespace": "shop", "pod": "redis-0"],
            ["pods", "events", "redis-stats", "pod-logs", "redis-info", "redis-slowlog"], steps: 0),
        Subject(
            .p3, ["alertname": "KubeDeploymentReplicasMismatch", "namespace": "shop", "deployment": "checkout"],
            ["pods", "rollout-history", "events", "deployment-logs", "deployments"], steps: 1),
        Subject(
            .p3, ["alertname": "KubeDeploymentRolloutStuck", "namespace": "shop", "deployment": "analytics-api"],
            ["pods", "rollout-history", "logs", "events", "deployments"], steps: 1),
        Subject(
            .p3, ["alertname": "KubeStatefulSetReplicasMismatch", "namespace": "shop", "statefulset": "queue"],
            ["pods", "events", "statefulset-logs", "statefulsets"], steps: 0),
        Subject(
            .p3, ["alertname": "KubeDaemonSetRolloutStuck", "namespace": "shop", "daemonset": "agent"],
            ["pods", "events", "daemonset-logs"], steps: 0),
        // The label `release` is kube-prometheus' own.
        Subject(
            .p3, ["alertname": "TargetDown", "namespace": "shop", "release": "prometheus"], ["pods", "events"], steps: 0
        ),
        Subject(
            .p3, ["alertname": "HelmReleaseFailed", "namespace": "shop", "release": "checkout"], ["helm-releases"],
            steps: 0),
        Subject(
            .p3, ["alertname": "UpgradeFailed", "namespace": "shop", "helm_release": "checkout"],
            ["helm-releases", "helm-history"], steps: 0),
        Subject(.p3, ["alertname": "CertificateExpiresSoon", "service": "ingress"], [], steps: 0),
    ])
    func `what an alert is about decides what is looked at and advised`(_ subject: Subject) {
        let tables = routes.tables
        #expect(tables.collectors(for: subject.priority, labels: subject.labels).map(\.name) == subject.collectors)
        #expect(tables.nextSteps(for: subject.priority, labels: subject.labels).count == subject.steps)
    }

    @Test func `what asks about monitoring names nothing of analytics-api`() throws {
        let labels: Labels = ["alertname": "HeartbeatSilent", "heartbeat": "watchdog"]
        let commands = try routes.tables.collectors(for: .p1, labels: labels).map {
            try $0.words.map { try $0.bind(labels) }.joined(separator: " ")
        }
        let steps = routes.tables.nextSteps(for: .p1, labels: labels).map(\.command)
        #expect(
            commands + steps == [
                "kubectl get pods -n monitoring",
                "kubectl logs -n monitoring -l app.kubernetes.io/name=prometheus -c prometheus --tail=100",
                "kubectl port-forward -n monitoring svc/prometheus-kube-prometheus-prometheus 9090:9090",
                "kubectl port-forward -n monitoring svc/prometheus-kube-prometheus-alertmanager 9093:9093",
            ])
    }

    @Test func `the changing commands are shown as the runbook writes them`() {
        let steps = routes.tables.nextSteps(for: .p3, labels: [:])
        #expect(
            steps.map(\.command) == [
                "kubectl scale deployment analytics-api --replicas=8 -n llm-analytics-hub",
                "kubectl edit deployment analytics-api -n llm-analytics-hub",
            ])
    }

    @Test func `the contacts are the runbook's four`() {
        #expect(
            routes.tables.contacts.contacts == [
                Contact(
                    role: "On-Call Engineer", address: "oncall@example.com",
                    escalationPath: [.pagerduty, .email("oncall@example.com")]),
                Contact(
                    role: "DevOps Lead", address: "devops-lead@example.com",
                    escalationPath: [.email("devops-lead@example.com")]),
                Contact(
                    role: "Database Admin", address: "dba@example.com",
                    escalationPath: [.slack, .email("dba@example.com")]),
                Contact(
                    role: "Security Team", address: "security@example.com",
                    escalationPath: [.email("security-escalation@example.com")]),
            ])
    }

    @Test(
        arguments: [
            (Priority.p1, ["alertname": "AnalyticsApiDown"], "critical"),
            (.p1, ["alertname": "RedisDown"], "database"),
            (.p1, ["alertname": "HighErrorRate", "service": "timescaledb"], "database"),
            (.p2, ["alertname": "SlowQueries", "component": "postgres-exporter"], "database"),
            (.p2, ["alertname": "PostgresUnauthorizedAccess"], "security"),
            (.p2, ["alertname": "AuditLogStopped", "team": "security"], "security"),
            (.p2, ["alertname": "ApiLatencyP95High", "service": "analytics-api"], "high"),
            (.p3, ["alertname": "RedisMemoryHigh", "service": "redis"], "medium"),
            (.p4, ["alertname": "LogFlood"], "informational"),
        ] as [(Priority, [String: String], String)])
    func `an incident gets the policy that is meant for it`(priority: Priority, labels: [String: String], name: String)
    {
        let labels = Labels(labels.map(Labels.Pair.init(name:value:)))
        #expect(routes.tables.policy(for: priority, labels: labels)?.name == name)
    }

    @Test func `a critical page goes out by every method at once and is escalated after five minutes`() throws {
        let policy = try #require(routes.tables.policy(for: .p1, labels: [:]))
        let first = EscalationStep(
            after: .zero, notify: ["On-Call Engineer"], methods: .all, deliverWithin: .seconds(60))
        #expect(policy.steps.first == first)
        #expect(policy.steps.dropFirst().first?.after == .seconds(300))
        #expect(policy.steps.dropFirst().first?.notify == ["DevOps Lead"])
        #expect(policy.acknowledgementExpires == .seconds(3600))
        #expect(policy.otherwise == "DevOps Lead")
    }

    @Test func `nobody is woken by what can wait`() throws {
        let medium = try #require(routes.tables.policy(for: .p3, labels: [:]))
        #expect(medium.steps.allSatisfy { $0.methods == .only(.email) })
        let onCall = try #require(routes.tables.contacts["On-Call Engineer"])
        let mails = Telling.page(.step(policy: "medium"), onCall, methods: .only(.email), reason: "step 1")
        #expect(mails.map(\.method.notifier) == [.email])
        #expect(mails.allSatisfy { $0.remaining.isEmpty })
        let low = try #require(routes.tables.policy(for: .p4, labels: [:]))
        #expect(low.steps.map(\.digest) == [.always])
        // "Review during business hours": with the morning health check.
        let night = try #require(Timestamp(rfc3339: "2026-11-27T22:00:00Z"))
        #expect(routes.tables.digestTime(of: low.steps[0], at: night)?.rfc3339 == "2026-11-30T08:00:00.000Z")
    }

    @Test func `without any credential everything goes to the spool, with a warning that says what to set`() throws {
        let path = TestTables.repository.appending(path: "routes/endpoints.yaml").path
        #expect(routes.endpoints.map(\.id) == [.email, .pagerduty, .slack])
        #expect(routes.endpoints.allSatisfy { !$0.hasCredential })
        #expect(routes.endpoints[0].settings.texts["from"] == "responder@example.com")
        #expect(
            routes.warnings == [
                "\(path):10:11: smtp is not set, messages for email go to the spool; set SMTP_URL to send them",
                "\(path):21:18: routing_key is not set, messages for pagerduty go to the spool; set PAGERDUTY_ROUTING_KEY to send them",
                "\(path):28:18: webhook is not set, messages for slack #database go to the spool; set SLACK_DATABASE_WEBHOOK to send them",
            ])
    }
}
