import Foundation
import IncidentCore
import TestSupport
import Testing
import Transport

extension EndToEnd {
    /// The shipped tables against real programs: what they say of what an alert is about.
    @Suite("What the shipped tables find")
    struct BuiltInFindings {
        @Test func `a node, a limit, a quota, a killed container and a backup`() async throws {
            let kubernetes = try await ScratchKubernetes(scenario: "strained")
            let installation = try ResponderInstallation(
                environment: kubernetes.environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let down = try await findings(of: MainWay.labels, by: responder)
            for finding in [
                "critical nodes: node node-3 is not ready: Kubelet stopped posting node status.",
                "warning autoscalers: Deployment/analytics-api is at its maximum of 3 replicas: cpu: 87%/70%",
                "critical quotas: quota hub-quota is used up: 40 of 40 pods",
                "warning quotas: quota hub-quota is nearly used up: 46Gi of 48Gi requests.memory",
            ] { #expect(down.contains(finding), "\(finding) is not in\n\(down.joined(separator: "\n"))") }
            let killed =
                /critical pods: container api of pod analytics-api-\S+-2xkqv was killed 2\d\w* ago: out of memory, .*1Gi/
            #expect(down.contains { $0.contains(killed) }, "\(down)")

            let missing = try await findings(
                of: ["alertname": "BackupMissing", "severity": "high", "namespace": "llm-analytics-hub"], by: responder)
            let late = "critical cronjobs: backup-timescaledb has last succeeded 2d"
            #expect(missing.contains { $0.hasPrefix(late) && $0.hasSuffix("its schedule is 0 2 * * *") }, "\(missing)")
            let failed = /critical jobs: job backup-timescaledb-28900000 has failed 3h\S* ago: BackoffLimitExceeded/
            #expect(missing.contains { $0.contains(failed) }, "\(missing)")
            #expect(try await kubernetes.writes() == "[]")
            #expect(responder.errorLines == [])
        }

        @Test func `pods that crash, by what they are of, and since when their revision is there`() async throws {
            let kubernetes = try await ScratchKubernetes(scenario: "service-down")
            let installation = try ResponderInstallation(
                environment: kubernetes.environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let down = try await findings(of: MainWay.labels, by: responder)
            let crashing = "critical pods: 2 pods of analytics-api are in state CrashLoopBackOff, restarts: up to 6"
            #expect(down.contains(crashing), "\(down)")
            let rollout =
                /info replica-sets: analytics-api has been at revision 8 for 1[12]m\S*: \S*llm-analytics-hub\/api:v1.2.3/
            #expect(down.contains { $0.contains(rollout) }, "\(down)")
        }

        @Test func `who blocks whom in the database, and how many connections are left`() async throws {
            let kubernetes = try await ScratchKubernetes(scenario: "healthy")
            let locked = "LOCK TABLE llm_events IN ACCESS EXCLUSIVE MODE"
            // The second waits, and is waited for.
            let statements =
                [
                    "BEGIN; \(locked); SELECT pg_sleep(250)",
                    "BEGIN; SELECT pg_advisory_xact_lock(7); SELECT * FROM llm_events",
                    "SELECT pg_advisory_xact_lock(7)",
                ]
                + Array(repeating: "SELECT count(*) FROM llm_events", count: 3)
                + Array(repeating: "SELECT pg_sleep(250)", count: 27)
            var sessions: [ScratchProgram] = []
            for statement in statements {
                sessions.append(try kubernetes.session(statement, database: "llm_analytics"))
                switch sessions.count {
                case 1: try await kubernetes.wait(for: 1, where: "query LIKE '%\(locked)%' AND wait_event = 'PgSleep'")
                case 2: try await kubernetes.wait(for: 1, where: "wait_event_type = 'Lock'")
                default: break
                }
            }
            try await kubernetes.wait(for: 5, where: "wait_event_type = 'Lock'")
            try await kubernetes.wait(for: 28, where: "wait_event = 'PgSleep'")
            let installation = try ResponderInstallation(
                environment: kubernetes.environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let slow = try await findings(
                of: ["alertname": "PostgresSlow", "namespace": "llm-analytics-hub"], by: responder)
            let blocker = /critical database-locks: process \d+ \(active\) blocks 5 processes: BEGIN; LOCK TABLE/
            #expect(slow.contains { $0.contains(blocker) }, "\(slow)")
            #expect(slow.count { $0.contains("database-locks") } == 1, "\(slow)")
            let waits =
                /critical database-activity: 3 processes have waited for a lock for up to \d+m?s.*: SELECT count/
            let (cause, victims) = (slow.firstIndex { $0.contains(blocker) }, slow.firstIndex { $0.contains(waits) })
            #expect(try #require(cause) < #require(victims), "\(slow)")
            let connections = /database-connections: the database has 3\d of at most 40 connections/
            #expect(slow.contains { $0.contains(connections) }, "\(slow)")
            #expect(sessions.allSatisfy { $0.isRunning })
            #expect(try await kubernetes.writes() == "[]")
        }

        @Test func `a Redis whose memory is nearly full, and what kept it busy`() async throws {
            let password = "zehn-kleine-Zahlen"
            let kubernetes = try await ScratchKubernetes(scenario: "healthy", redisPassword: password)
            try await kubernetes.redis(["CONFIG", "SET", "maxmemory", "1100000"])
            try await kubernetes.redis(["CONFIG", "SET", "slowlog-log-slower-than", "100000"])
            let loop =
                "local start = redis.call('TIME'); local now = start; "
                + "while (now[1] - start[1]) * 1000000 + now[2] - start[2] < 150000 do now = redis.call('TIME') end"
            try await kubernetes.redis(["EVAL", loop, "0"])
            let environment = kubernetes.environment.merging(["REDISCLI_AUTH": password]) { $1 }
            let installation = try ResponderInstallation(environment: environment, programs: kubernetes.programs)
            let responder = try await installation.start()
            let found = try await findings(
                of: ["alertname": "RedisMemoryHigh", "service": "redis", "severity": "warning"], by: responder)
            let full = /critical redis-info: redis uses \S+ of 1.05M, and takes no more writes when that is full/
            #expect(found.contains { $0.contains(full) }, "\(found)")
            let slow = /warning redis-slowlog: redis needed 1\d\d ms for EVAL local start/
            #expect(found.contains { $0.contains(slow) }, "\(found)")
            #expect(!found.contains { $0.contains(password) })
        }

        @Test func `consumers that fall behind further and further`() async throws {
            let now = Timestamp.ofThisMachine
            let lag = ["events", "metrics"].map { topic in
                ScratchPrometheus.counter(
                    #"kafka_consumergroup_lag{consumergroup="analytics-consumers",topic="\#(topic)"}"#, before: now
                ) { topic == "events" && $0 <= .seconds(1200) ? 20 : 0 }
            }
            let prometheus = try await ScratchPrometheus("# TYPE kafka_consumergroup_lag gauge\n" + lag.joined())
            let kubernetes = try await ScratchKubernetes(scenario: "latency")
            let installation = try ResponderInstallation(
                environment: kubernetes.environment.merging(["PROMETHEUS_URL": prometheus.url]) { $1 },
                programs: kubernetes.programs)
            let responder = try await installation.start()
            let found = try await findings(
                of: ["alertname": "KafkaConsumerLagHigh", "severity": "warning"], by: responder)
            let behind =
                "critical kafka-consumer-lag: consumer group analytics-consumers is up to 48213 messages behind "
                + "on 5 partitions of llm-events"
            #expect(found.contains { $0.hasPrefix(behind.prefix(80)) }, "\(found)")
            let grows =
                /warning consumer-lag-growth: Growth of the Kafka consumer lag \(topic=events\) is 20\/s, above 1\/s since/
            #expect(found.contains { $0.contains(grows) }, "\(found)")
            #expect(!found.contains { $0.contains("topic=metrics") }, "\(found)")
        }

        /// What is found about an alert of its own incident, each as `LEVEL COLLECTOR: TEXT`.
        private func findings(of labels: [String: String], by responder: ResponderProcess) async throws -> [String] {
            let earlier = try await responder.api.incidents().count
            let name = labels["alertname"] ?? ""
            let body = try webhookBody(
                labels, startsAt: Timestamp.ofThisMachine.rfc3339, fingerprint: "f-\(name)", groupKey: "{}:{\(name)}")
            #expect(try await responder.api.post(body).status == 200)
            let id = earlier + 1
            try await responder.diagnosed(id)
            return try await responder.api.incident(id).incident.findings.map {
                "\($0.level) \($0.collector): \($0.text)"
            }
        }
    }
}
