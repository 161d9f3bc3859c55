import IncidentCore
import Testing

@testable import ResponderConfig

/// What the shipped collectors see in answers that are read field by field.
@Suite(.timeLimit(.minutes(5)))
struct ShippedRecordsTests {
    @Test(
        arguments: [
            (
                "pods",
                list(
                    pod("api-7d9c6b5f4-2xkqv", lastEnd: "2026-11-23T11:32:00Z"),
                    pod("api-7d9c6b5f4-8hzrp", lastEnd: "2026-11-23T12:02:00Z"),
                    pod("worker-5f6d8c9b77-k2v9s", lastEnd: "2026-11-23T12:30:00Z"),
                    pod("old-5f6d8c9b77-zzzzz", lastEnd: "2026-11-20T12:30:00Z")),
                [
                    "critical: container main of pod worker-5f6d8c9b77-k2v9s was killed 2m ago: out of memory, limit: 1Gi",
                    "critical: 2 pods of api were killed within a day: out of memory, limit: 1Gi",
                ]
            ),
            (
                "pods",
                list(
                    pod("api-7d9c6b5f4-2xkqv", lastEnd: "2026-11-23T12:31:30Z", reason: "Error", restarts: 57),
                    pod("api-7d9c6b5f4-8hzrp", lastEnd: "2026-11-23T12:30:00Z", reason: "Error", restarts: 3),
                    pod("worker-5f6d8c9b77-k2v9s", lastEnd: "2026-11-23T12:28:00Z", reason: "Error", restarts: 1),
                    pod("old-5f6d8c9b77-zzzzz", lastEnd: "2026-11-23T12:10:00Z", reason: "Error", restarts: 99)),
                [
                    "warning: 2 pods of api were started again, the last 30s ago, restarts: up to 57 (exit code 137)",
                    "warning: container main of pod worker-5f6d8c9b77-k2v9s was started again 4m ago, restarts: 1 (exit code 137)",
                ]
            ),
            (
                "pods",
                list(pod("api-7d9c6b5f4-2xkqv", lastEnd: "2026-11-23T12:02:00Z", limits: "{}")),
                [
                    "critical: container main of pod api-7d9c6b5f4-2xkqv was killed 30m ago: out of memory, limit: none"
                ]
            ),
            ("deployments", deployment(desired: 0), ["warning: payments is scaled to 0: no pods are wanted"]),
            ("deployments", deployment(desired: 2, available: 2), []),
            (
                "deployments", deployment(desired: 3, available: 2),
                ["warning: payments has 2 of 3 wanted pods available"]
            ),
            (
                "deployments",
                deployment(
                    desired: 2,
                    condition:
                        #"{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"}"#
                ),
                [
                    "critical: payments has no pod that is available, 2 are wanted",
                    "critical: payments: FailedCreate: exceeded quota",
                ]
            ),
            (
                "statefulsets", deployment(desired: 3, available: 1),
                ["warning: payments has 1 of 3 wanted pods available"]
            ),
            (
                "replica-sets",
                list(
                    replicaSet("api-5c8f7d6b94", replicas: 3, revision: 8, created: "2026-11-23T12:20:00Z"),
                    replicaSet("api-7d9c6b5f4", replicas: 0, revision: 7, created: "2026-11-23T12:00:00Z"),
                    replicaSet("worker-5f6d8c9b77", replicas: 1, revision: 3, created: "2026-11-20T12:00:00Z")),
                ["info: api has been at revision 8 for 12m: shop/api:v8"]
            ),
            (
                "nodes",
                list(
                    node("node-1", ["Ready": "True"]), node("node-2", ["Ready": "Unknown"]),
                    node("node-3", ["Ready": "True", "MemoryPressure": "True"]),
                    node("node-4", ["Ready": "True"], spec: #"{"unschedulable":true}"#)),
                [
                    "critical: node node-2 is not ready: Ready is Unknown",
                    "critical: node node-3 has too little memory left",
                    "info: node node-4 takes no new pods: it is cordoned",
                ]
            ),
            (
                "quotas",
                list(
                    #"{"metadata":{"name":"hub"},"status":{"hard":{"pods":"40","requests.memory":"48Gi","services":"0"},"#
                        + #""used":{"pods":"40","requests.memory":"45000Mi","services":"0"}}}"#),
                [
                    "critical: quota hub is used up: 40 of 40 pods",
                    "warning: quota hub is nearly used up: 45000Mi of 48Gi requests.memory",
                ]
            ),
            (
                "cronjobs",
                list(
                    cronJob("backup-db", success: "2026-11-21T02:03:00Z", suspend: false),
                    cronJob("rollup", success: "2026-11-01T02:03:00Z", suspend: true),
                    cronJob("dump", success: "2026-11-23T02:03:00Z", suspend: false)),
                [
                    "critical: backup-db has last succeeded 2d10h29m ago; its schedule is 0 2 * * *",
                    "warning: rollup is suspended: it does not run",
                ]
            ),
            (
                "jobs",
                list(
                    job(
                        "backup-db-28900000",
                        #"{"failed":7,"conditions":[{"type":"Failed","status":"True","#
                            + #""reason":"BackoffLimitExceeded","lastTransitionTime":"2026-11-23T02:32:00Z"}]}"#),
                    job("rollup-28900001", #"{"failed":2,"active":1}"#), job("dump-28900001", #"{"succeeded":1}"#)),
                [
                    "critical: job backup-db-28900000 has failed 10h ago: BackoffLimitExceeded",
                    "warning: job rollup-28900001 has failed 2 times, and is tried again",
                ]
            ),
        ] as [(String, String, [String])])
    func `of Kubernetes`(collector: String, answer: String, findings: [String]) throws {
        let found = try self.findings(of: collector, in: answer)
        #expect(found == findings)
    }

    @Test(
        arguments: [
            (
                "database-activity",
                """
                pid,query_start,wait_event_type,state,query,backend_type
                24343,2026-11-23 12:31:59.9+00,,active,SELECT * FROM pg_stat_activity WHERE state = 'active';,client backend
                24283,2026-11-23 11:31:58.6+00,Timeout,active,"/* nightly report */
                SELECT pg_sleep(3600)",client backend
                24284,2026-11-23 12:31:30+00,,active,SELECT count(*) FROM llm_events,client backend
                24285,2026-11-23 11:31:30+00,,active,autovacuum: VACUUM llm_events,autovacuum worker
                24290,2026-11-23 12:30:00+00,Lock,active,ALTER TABLE llm_events ADD tenant_id int,client backend
                24291,2026-11-23 12:31:00+00,Lock,active,SELECT 1 FROM llm_events,client backend
                24292,2026-11-23 12:29:00+00,Lock,active,SELECT 1 FROM llm_events,client backend

                """,
                [
                    "critical: process 24290 has waited for a lock for 2m: ALTER TABLE llm_events ADD tenant_id int",
                    "critical: 2 processes have waited for a lock for up to 3m: SELECT 1 FROM llm_events",
                    "critical: process 24283 has been running for 1h: /* nightly report */ SELECT pg_sleep(3600)",
                    "warning: process 24284 has been running for 30s: SELECT count(*) FROM llm_events",
                ]
            ),
            (
                "database-connections",
                "connections,maximum,active,idle_in_transaction,oldest_of_these\n96,100,12,3,2026-11-23 12:22:00+00\n",
                [
                    "critical: the database has 96 of at most 100 connections, 12 of them active",
                    "warning: open and idle transactions: 3, the oldest for 10m",
                ]
            ),
            (
                "database-connections",
                "connections,maximum,active,idle_in_transaction,oldest_of_these\n81,100,12,0,\n",
                ["warning: the database has 81 of at most 100 connections, 12 of them active"]
            ),
            (
                "database-connections",
                "connections,maximum,active,idle_in_transaction,oldest_of_these\n79,100,12,0,\n", []
            ),
            (
                "database-locks",
                """
                blocker,blocker_state,blocker_since,blocker_query,waiting,waiting_since,waiting_query
                7,idle in transaction,2026-11-23 12:22:00+00,UPDATE a SET b = 1,11,2026-11-23 12:30:00+00,DROP TABLE a
                8,active,2026-11-23 12:22:00+00,LOCK b,12,2026-11-23 12:31:00+00,SELECT 1
                8,active,2026-11-23 12:22:00+00,LOCK b,13,2026-11-23 12:31:30+00,SELECT 2

                """,
                [
                    "critical: process 7 (idle in transaction, in a transaction for 10m) has blocked process 11 for 2m: UPDATE a SET b = 1",
                    "critical: process 8 (active) blocks 2 processes: LOCK b",
                ]
            ),
            (
                "database-locks",
                """
                blocker,blocker_state,blocker_since,blocker_query,waiting,waiting_since,waiting_query
                7,idle,,SELECT pg_advisory_lock(7),11,2026-11-23 12:30:00+00,SELECT pg_advisory_lock(7)

                """,
                [
                    "critical: process 7 (idle, in no transaction) has blocked process 11 for 2m: SELECT pg_advisory_lock(7)"
                ]
            ),
            (
                "database-replication",
                """
                kind,name,state,bytes_behind,behind,seconds_behind
                standby,replica-1,streaming,0,0 bytes,
                standby,replica-2,catchup,134217728,128 MB,75
                slot,debezium,not read,2147483648,2048 MB,
                slot,replica-1,read,2147483648,2048 MB,
                this server,itself,standby,1024,1024 bytes,90

                """,
                [
                    "warning: standby replica-2 is in state catchup", "warning: standby replica-2 is 128 MB behind",
                    "warning: this server is a standby, 90 s and 1024 bytes behind",
                    "warning: nobody reads the replication slot debezium, for which the database keeps 2048 MB",
                ]
            ),
            (
                "helm-releases",
                """
                [{"name":"api","namespace":"shop","revision":"7","updated":"2026-11-23 12:20:00.123456789 +0000 UTC",
                "status":"deployed","chart":"api-1.4.0","app_version":"8"},
                {"name":"db","namespace":"shop","revision":"3","updated":"2026-11-20 12:20:00.1 +0000 UTC",
                "status":"pending-upgrade","chart":"db-2.0.1","app_version":"15"}]
                """,
                [
                    "critical: release db is pending-upgrade: revision 3, chart db-2.0.1",
                    "info: release api has been at revision 7 for 11m: chart api-1.4.0",
                ]
            ),
            (
                "helm-history",
                """
                [{"revision":6,"updated":"2026-11-20T12:20:00Z","status":"deployed","chart":"api-1.3.0","app_version":"7",
                "description":"Upgrade complete"},
                {"revision":7,"updated":"2026-11-23T12:20:00Z","status":"failed","chart":"api-1.4.0","app_version":"8",
                "description":"Upgrade \\"api\\" failed: timed out waiting for the condition"}]
                """,
                [#"warning: revision 7 (failed): Upgrade "api" failed: timed out waiting for the condition"#]
            ),
        ] as [(String, String, [String])])
    func `of databases and Helm`(collector: String, answer: String, findings: [String]) throws {
        let found = try self.findings(of: collector, in: answer)
        #expect(found == findings)
    }

    private func findings(of name: String, in answer: String) throws -> [String] {
        let collector = try #require(try TestTables.shipped().tables.collectors.first { $0.name == name })
        guard case .run(let command) = collector.source, let structure = command.structure else {
            Issue.record("\(name) is not read field by field")
            return []
        }
        let now = try #require(Timestamp(rfc3339: "2026-11-23T12:32:00Z"))
        let records = try structure.read(Array(answer.utf8), of: command.words.map(\.text), at: now)
            .read(redactions: .builtIn).records
        let text = collector.filters.apply(to: records.text)
        let rows = collector.rows(in: text, of: records.text, records: records)
        return collector.findings(in: text, rows, at: now).map { "\($0.level.rawValue): \($0.text)" }
    }

    @Test func `a pod whose containers are ready, and that is not`() throws {
        let gated = Self.pod("api-7d9c6b5f4-2xkqv", lastEnd: "2026-11-20T11:32:00Z")
            .replacing(
                #""phase":"Running","#, with: #""phase":"Running","conditions":[{"type":"Ready","status":"False"}],"#)
        let found = try findings(of: "pods", in: Self.list(gated))
        #expect(
            found == ["warning: pod api-7d9c6b5f4-2xkqv is not ready, and all its containers are: 1/1"])
    }

    @Test(arguments: [
        ("2026-11-23T09:32:00Z", ["warning: pod a-0 was to be gone 3h ago, and is still there"]),
        ("2026-11-23T12:31:00Z", []),
    ])
    func `a pod that does not end`(deleted: String, said: [String]) throws {
        let pod = Self.pod("a-0", lastEnd: "2026-11-20T11:32:00Z")
            .replacing(#"{"metadata":{"#, with: #"{"metadata":{"deletionTimestamp":"\#(deleted)","#)
        let found = try findings(of: "pods", in: Self.list(pod))
        #expect(found == said)
    }

    @Test func `of a hundred events and more the newest are seen`() throws {
        func event(_ number: Int, _ type: String, _ reason: String) -> String {
            let at = "2026-11-23T\(number < 120 ? "11" : "12"):0\(number % 10):00Z"
            return #"{"metadata":{"name":"e\#(number)"},"involvedObject":{"kind":"Pod","name":"job-\#(number)"},"#
                + #""type":"\#(type)","reason":"\#(reason)","message":"m","lastTimestamp":"\#(at)"}"#
        }
        let all = (0..<120).map { event($0, "Normal", "Pulled") } + [event(120, "Warning", "FailedScheduling")]
        let list = #"{"kind":"List","items":["# + all.joined(separator: ",") + "]}"
        let found = try findings(of: "events", in: list)
        #expect(found == ["critical: pod/job-120: FailedScheduling: m"])
    }

    private static func list(_ items: String...) -> String {
        #"{"kind":"List","items":["# + items.joined(separator: ",") + "]}"
    }

    /// The scheduler's events have the time `eventTime` alone, which kubectl's own order puts before all others.
    @Test func `an event without a last time is as new as its own time says`() throws {
        let old = (0..<120).map { number in
            #"{"metadata":{"name":"e\#(number)"},"involvedObject":{"kind":"Pod","name":"job-\#(number)"},"#
                + #""type":"Normal","reason":"Pulled","message":"m","lastTimestamp":"2026-11-23T12:00:00Z"}"#
        }
        let new =
            #"{"metadata":{"name":"n"},"involvedObject":{"kind":"Pod","name":"job-n"},"type":"Warning","#
            + #""reason":"FailedScheduling","message":"m","lastTimestamp":null,"eventTime":"2026-11-23T12:31:00.5Z"}"#
        let found = try findings(
            of: "events", in: #"{"kind":"List","items":["# + ([new] + old).joined(separator: ",") + "]}")
        #expect(found == ["critical: pod/job-n: FailedScheduling: m"])
    }

    private static func deployment(desired: Int, available: Int = 0, condition: String = "") -> String {
        #"{"metadata":{"name":"payments"},"spec":{"replicas":\#(desired)},"#
            + #""status":{"availableReplicas":\#(available),"conditions":[\#(condition)]}}"#
    }

    private static func pod(
        _ name: String, lastEnd: String, reason: String = "OOMKilled", restarts: Int = 1,
        limits: String = #"{"memory":"1Gi"}"#
    ) -> String {
        let killed = #""lastState":{"terminated":{"exitCode":137,"reason":"\#(reason)","finishedAt":"\#(lastEnd)"}}"#
        return """
            {"metadata":{"name":"\(name)","labels":{"pod-template-hash":"\(name.split(separator: "-")[1])"},
            "ownerReferences":[{"kind":"ReplicaSet","name":"\(name.dropLast(6))","controller":true}]},
            "spec":{"containers":[{"name":"main","resources":{"limits":\(limits)}}]},
            "status":{"phase":"Running","containerStatuses":[{"name":"main","ready":true,"restartCount":\(restarts),
            "state":{"running":{}},\(killed)}]}}
            """
    }

    private static func replicaSet(_ name: String, replicas: Int, revision: Int, created: String) -> String {
        let owner = name.prefix { $0 != "-" }
        return """
            {"metadata":{"name":"\(name)","creationTimestamp":"\(created)",
            "annotations":{"deployment.kubernetes.io/revision":"\(revision)"},
            "ownerReferences":[{"kind":"Deployment","name":"\(owner)","controller":true}]},
            "spec":{"replicas":\(replicas),"template":{"spec":{"containers":[{"name":"main","image":"shop/\(owner):v\(revision)"}]}}},
            "status":{"replicas":\(replicas)}}
            """
    }

    private static func node(_ name: String, _ conditions: [String: String], spec: String = "{}") -> String {
        let all = conditions.map { #"{"type":"\#($0)","status":"\#($1)","message":"\#($0) is \#($1)"}"# }
        return
            #"{"metadata":{"name":"\#(name)"},"spec":\#(spec),"status":{"conditions":[\#(all.joined(separator: ","))]}}"#
    }

    private static func cronJob(_ name: String, success: String, suspend: Bool) -> String {
        #"{"metadata":{"name":"\#(name)"},"spec":{"schedule":"0 2 * * *","suspend":\#(suspend)},"#
            + #""status":{"lastSuccessfulTime":"\#(success)"}}"#
    }

    private static func job(_ name: String, _ status: String) -> String {
        #"{"metadata":{"name":"\#(name)"},"spec":{"completions":1},"status":\#(status)}"#
    }
}
