import IncidentCore
import Testing

@testable import ResponderConfig

/// What the shipped collectors see in real output of kubectl, PostgreSQL, Redis and Kafka's tool.
@Suite(.timeLimit(.minutes(5)))
struct ShippedFindingsTests {
    @Test(
        arguments: [
            (
                "pods",
                """
                NAME                            READY   STATUS             RESTARTS        AGE
                analytics-api-7d9c6b5f4-2xkqv   1/1     Running            0               12m
                analytics-api-7d9c6b5f4-8hzrp   0/1     CrashLoopBackOff   6 (2m15s ago)   12m
                analytics-api-7d9c6b5f4-mw5tn   0/1     ImagePullBackOff   0               12m
                timescaledb-0                   0/1     Running            0               41d

                """,
                [
                    "critical: pod analytics-api-7d9c6b5f4-8hzrp is in state CrashLoopBackOff, restarts: 6 (2m15s ago)",
                    "critical: pod analytics-api-7d9c6b5f4-mw5tn is in state ImagePullBackOff, restarts: 0",
                    "warning: pod timescaledb-0 is in state Running and not ready: 0/1",
                ]
            ),
            (
                "pods",
                """
                NAME        READY   STATUS              RESTARTS   AGE
                a-0         3/4     Running             0          12m
                b-0         4/4     Running             0          12m
                c-0         1/12    Running             0          12m
                d-0         10/12   Running             0          12m
                e-0         0/1     StartError          0          12m
                f-0         0/1     UnexpectedAdmissionError   0   12m
                g-0         0/1     Completed           0          12m
                h-0         0/1     Init:1/2            0          12m
                i-0         0/1     Init:StartError     0          12m
                j-0         0/1     ExitCode:3          0          12m
                k-0         1/1     Terminating         0          12m

                """,
                [
                    "critical: pod e-0 is in state StartError, restarts: 0",
                    "critical: pod f-0 is in state UnexpectedAdmissionError, restarts: 0",
                    "critical: pod i-0 is in state Init:StartError, restarts: 0",
                    "critical: pod j-0 is in state ExitCode:3, restarts: 0",
                    "warning: pod a-0 is in state Running and not ready: 3/4",
                    "warning: pod c-0 is in state Running and not ready: 1/12",
                    "warning: pod h-0 is in state Init:1/2 and not ready: 0/1",
                ]
            ),
            ("pods", "No resources found in nowhere namespace.\n", ["critical: there is no pod in namespace nowhere"]),
            (
                "monitoring-pods",
                """
                NAME                                                     READY   STATUS             RESTARTS       AGE
                alertmanager-prometheus-kube-prometheus-alertmanager-0   2/2     Running            0              41d
                prometheus-prometheus-kube-prometheus-prometheus-0       1/2     Running            0              41d
                prometheus-prometheus-kube-prometheus-prometheus-1       1/2     CrashLoopBackOff   9 (3m2s ago)   41d

                """,
                [
                    "critical: pod prometheus-prometheus-kube-prometheus-prometheus-1 is in state CrashLoopBackOff, restarts: 9 (3m2s ago)",
                    "critical: prometheus-prometheus-kube-prometheus-prometheus-0 does not answer: in state Running, containers ready: 1/2",
                    "info: alertmanager-prometheus-kube-prometheus-alertmanager-0 answers",
                ]
            ),
            (
                "prometheus-logs",
                """
                ts=2026-11-23T12:08:23.000Z caller=notifier.go:532 level=error component=notifier alertmanager=http://10.0.0.9:9093/api/v2/alerts count=1 msg="Error sending alert" err="context deadline exceeded"
                time=2026-11-23T12:08:24.000Z level=ERROR source=db.go:1012 msg="compaction failed" component=tsdb err="no space left on device"
                time=2026-11-23T12:08:25.000Z level=INFO source=head.go:1 msg="Head GC completed" component=tsdb

                """,
                ["warning: Prometheus logs: Error sending alert", "warning: Prometheus logs: compaction failed"]
            ),
            (
                "rollout-history",
                """
                deployment.apps/analytics-api\u{20}
                REVISION  CHANGE-CAUSE
                7         image api=llm-analytics-hub/api:v1.2.2
                8         image api=llm-analytics-hub/api:v1.2.3


                """,
                ["info: the newest revision of analytics-api is 8: image api=llm-analytics-hub/api:v1.2.3"]
            ),
            (
                "rollout-history", "deployment.apps/payments \nREVISION  CHANGE-CAUSE\n11  <none>\n12  <none>\n\n",
                ["info: the newest revision of payments is 12"]
            ),
            (
                "logs",
                """
                2026-11-23T12:08:23Z INFO  connecting to timescaledb:5432
                2026-11-23T12:08:29Z ERROR failed to start: column "tenant_id" does not exist (migration 0042 missing)
                2026-11-23T12:08:35Z ERROR exiting with code 1
                2026-11-23T12:08:53Z ERROR failed to start: column "tenant_id" does not exist (migration 0042 missing)

                """,
                [
                    "critical: database migration 0042 is missing (2 times)",
                    "warning: log: exiting with code 1",
                ]
            ),
            (
                "logs",
                """
                2026-11-23T12:08:23Z INFO  redis-0:6379: Connection refused, retrying
                Error: no space left on device
                Out of memory: Killed process 12
                e
                too many clients

                """,
                [
                    "warning: log: no space left on device", "warning: the log says: Connection refused",
                    "warning: the log says: Out of memory", "warning: the log says: too many clients",
                ]
            ),
            (
                "events",
                """
                LAST SEEN   TYPE      REASON              OBJECT                                MESSAGE
                11m         Normal    ScalingReplicaSet   deployment/analytics-api              Scaled up replica set analytics-api-7d9c6b5f4 to 3
                25m         Warning   OOMKilling          pod/analytics-api-7d9c6b5f4-2xkqv     Memory cgroup out of memory: Killed process 31337 (node)
                20s         Warning   BackOff             pod/analytics-api-7d9c6b5f4-8hzrp     Back-off restarting failed container api

                """,
                [
                    "info: deployment/analytics-api, 11m ago: Scaled up replica set analytics-api-7d9c6b5f4 to 3",
                    "critical: pod/analytics-api-7d9c6b5f4-2xkqv: OOMKilling: Memory cgroup out of memory: Killed process 31337 (node)",
                    "warning: pod/analytics-api-7d9c6b5f4-8hzrp: BackOff: Back-off restarting failed container api",
                ]
            ),
            ("database-ready", "127.0.0.1:37349 - accepting connections\n", ["info: the database accepts connections"]),
            (
                "database-ready", "/var/run/postgresql:5432 - no response\ncommand terminated with exit code 2\n",
                ["critical: the database does not accept connections: no response"]
            ),
        ] as [(String, String, [String])])
    func `service down`(collector: String, output: String, findings: [String]) throws {
        let found = try self.findings(of: collector, in: output)
        #expect(found == findings)
    }

    @Test(
        arguments: [
            (
                "redis-stats", "# Stats\r\nrejected_connections:12\r\nevicted_keys:0\r\nkeyspace_hits:0\r\n",
                ["warning: redis has rejected 12 connections since it started"]
            ),
            (
                "redis-stats", "NOAUTH Authentication required.\n\nNOAUTH Authentication required.\n",
                ["warning: Redis wants a password, or another one: set REDISCLI_AUTH in the server's environment"]
            ),
            (
                "redis-info",
                """
                # Clients
                connected_clients:9200
                maxclients:10000
                # Memory
                used_memory:996147200
                used_memory_human:950.00M
                maxmemory:1073741824
                maxmemory_human:1.00G
                maxmemory_policy:allkeys-lru
                # Persistence
                loading:0
                rdb_last_bgsave_status:err
                aof_last_write_status:ok
                # Replication
                role:slave
                master_host:redis-1
                master_link_status:down

                """,
                [
                    "warning: redis uses 950.00M of 1.00G, and evicts keys when that is full (allkeys-lru)",
                    "critical: redis has 9200 of at most 10000 clients",
                    "critical: redis has lost its master redis-1",
                    "critical: redis could not save its data; it may take no more writes",
                ]
            ),
            (
                "redis-info",
                "used_memory:996147200\r\nused_memory_human:950.00M\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n",
                ["info: redis uses 950.00M, and has no maximum of its own"]
            ),
            (
                "redis-info",
                "used_memory:1048576\r\nused_memory_human:1.00M\r\nmaxmemory:1073741824\r\nmaxmemory_human:1.00G\r\n",
                ["info: redis uses 1.00M of 1.00G"]
            ),
            (
                "redis-slowlog",
                #"""
                1) 1) (integer) 12
                   2) (integer) 1795783091
                   3) (integer) 208752
                   4) 1) "hgetall"
                      2) "tenant:\"7\""
                   5) "10.42.1.17:49618"
                   6) ""
                2) 1) (integer) 11
                   2) (integer) 1795783090
                   3) (integer) 1208752
                   4) 1) "flushall"
                   5) "10.42.1.17:49614"
                   6) ""
                3) 1) (integer) 10
                   2) (integer) 1795783089
                   3) (integer) 99999
                   4) 1) "get"
                      2) "a"
                   5) "10.42.1.17:49614"
                   6) ""

                """#,
                [
                    #"warning: redis needed 208 ms for hgetall tenant:\"7\""#,
                    "warning: redis needed 1208 ms for flushall",
                ]
            ),
            (
                "kafka-consumer-lag",
                """

                GROUP                TOPIC        PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG        CONSUMER-ID             HOST            CLIENT-ID
                analytics-consumers  llm-events   2          25155647        25167700        120        consumer-analytics-2    /10.42.2.41     consumer-analytics-2
                analytics-consumers  llm-events   3          25120798        25169011        48213      consumer-analytics-2    /10.42.2.41     consumer-analytics-2
                analytics-consumers  llm-events   4          25162287        25170322        8035       consumer-analytics-3    /10.42.3.41     consumer-analytics-3
                analytics-consumers  llm-events   5          25162287        25170322        8036       -                       -               -

                """,
                [
                    "critical: consumer group analytics-consumers is 48213 messages behind on llm-events, partition 3",
                    "warning: consumer group analytics-consumers is up to 8036 messages behind on 2 partitions of llm-events",
                    "critical: nobody of consumer group analytics-consumers reads llm-events, partition 5",
                ]
            ),
            (
                "slow-queries",
                """
                2026-11-23T12:27:14Z INFO  GET /v1/events status=200 duration_ms=130
                2026-11-23T12:27:20Z WARN  slow query (3615 ms): SELECT date_trunc('hour', ts) FROM llm_events

                """,
                ["warning: slow query, 3615 ms: SELECT date_trunc('hour', ts) FROM llm_events"]
            ),
        ] as [(String, String, [String])])
    func `high latency`(collector: String, output: String, findings: [String]) throws {
        let found = try self.findings(of: collector, in: output)
        #expect(found == findings)
    }

    @Test(
        arguments: [
            (
                "pods-by-memory",
                """
                NAME                            CPU(cores)   MEMORY(bytes)\u{20}\u{20}
                timescaledb-0                   420m         3100Mi
                kafka-0                         260m         1480Mi

                """,
                ["info: pod timescaledb-0 uses the most memory, 3100Mi"]
            ),
            (
                "pods-by-cpu", "NAME            CPU(cores)   MEMORY(bytes)\ntimescaledb-0   420m         3100Mi\n",
                ["info: pod timescaledb-0 uses the most CPU, 420m"]
            ),
            (
                "node-conditions",
                """
                Name:               node-2
                Conditions:
                  Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                         Message
                  ----             ------  -----------------                 ------------------                ------                         -------
                  MemoryPressure   True    Mon, 23 Nov 2026 12:28:03 +0000   Mon, 23 Nov 2026 12:24:15 +0000   KubeletHasInsufficientMemory   kubelet has insufficient memory available
                  DiskPressure     False   Mon, 23 Nov 2026 12:28:03 +0000   Wed, 14 Oct 2026 12:28:15 +0000   KubeletHasNoDiskPressure       kubelet has no disk pressure
                  PIDPressure      True    Mon, 23 Nov 2026 12:28:03 +0000   Wed, 14 Oct 2026 12:28:15 +0000   KubeletHasInsufficientPID      kubelet has insufficient PID available
                  Ready            True    Mon, 23 Nov 2026 12:28:03 +0000   Wed, 14 Oct 2026 12:28:15 +0000   KubeletReady                   kubelet is posting ready status
                Addresses:
                Name:               node-3
                Labels:             beta.kubernetes.io/arch=amd64
                Conditions:
                  Type             Status    LastHeartbeatTime                 LastTransitionTime                Reason              Message
                  ----             ------    -----------------                 ------------------                ------              -------
                  MemoryPressure   Unknown   Mon, 23 Nov 2026 12:28:03 +0000   Mon, 23 Nov 2026 12:24:15 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
                  DiskPressure     True      Mon, 23 Nov 2026 12:28:03 +0000   Wed, 14 Oct 2026 12:28:15 +0000   KubeletHasDiskPressure   kubelet has disk pressure
                  Ready            Unknown   Mon, 23 Nov 2026 12:28:03 +0000   Wed, 14 Oct 2026 12:28:15 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
                Addresses:
                Name:               node-4
                Conditions:
                  MemoryPressure   False   Mon, 23 Nov 2026 12:28:03 +0000   Mon, 23 Nov 2026 12:24:15 +0000   KubeletHasSufficientMemory   kubelet has sufficient memory available
                  Ready            True    Mon, 23 Nov 2026 12:28:03 +0000   Wed, 14 Oct 2026 12:28:15 +0000   KubeletReady   kubelet is posting ready status

                """,
                [
                    "critical: node node-3 is not ready: Kubelet stopped posting node status.",
                    "critical: node node-2 has too little memory left",
                    "critical: node node-3 has too little disk space left",
                    "critical: node node-2 has too many processes",
                ]
            ),
        ] as [(String, String, [String])])
    func `resource pressure`(collector: String, output: String, findings: [String]) throws {
        let found = try self.findings(of: collector, in: output)
        #expect(found == findings)
    }

    @Test(arguments: [
        ("pods", "Unable to connect to the server: dial tcp 127.0.0.1:6443: connect: connection refused"),
        ("logs", "The connection to the server localhost:8080 was refused - did you specify the right host or port?"),
        ("database-ready", #"Error from server (NotFound): pods "timescaledb-0" not found"#),
        ("pods-by-cpu", "error: Metrics API not available"),
    ])
    func `what kubectl says of a failure is no finding: its collector could not look`(
        collector: String, line: String
    ) throws {
        let own = "E1124 20:19:37.300000    7901 memcache.go:238] dial tcp [::1]:8080: connect: connection refused\n"
        #expect(try findings(of: collector, in: own + line + "\n", outcome: .failed) == [])
        #expect(try findings(of: collector, in: own + line + "\n") == [])
    }

    @Test(
        arguments: [
            (
                "database-locks",
                #"psql: error: connection to server on socket "/tmp/.s.PGSQL.5432" failed: "#
                    + "FATAL:  sorry, too many clients already",
                "critical: the database takes no connections: sorry, too many clients already"
            ),
            (
                "database-activity",
                #"psql: error: connection to server at "db" (10.0.0.7), port 5432 failed: "#
                    + "Connection refused", "critical: the database takes no connections: Connection refused"
            ),
            (
                "redis-info", "Could not connect to Redis at 127.0.0.1:6379: Connection refused",
                "critical: redis takes no connections: Connection refused"
            ),
            (
                "database-locks", #"psql: error: connection to server failed: FATAL:  role "postgres" does not exist"#,
                nil
            ),
            ("redis-info", "Could not connect to Redis at nowhere.invalid:6379: Name or service not known", nil),
        ] as [(String, String, String?)])
    func `a store that was reached and takes nobody is found, and what a tool cannot do is not`(
        collector: String, line: String, finding: String?
    ) throws {
        let output = "\(line)\ncommand terminated with exit code 1\n"
        #expect(try findings(of: collector, in: output, outcome: .failed) == [finding].compactMap(\.self))
        #expect(try findings(of: collector, in: output) == [])
    }

    private func findings(
        of name: String, in output: String, outcome: FindingRule.Outcome = .succeeded
    ) throws -> [String] {
        let collector = try #require(try TestTables.shipped().tables.collectors.first { $0.name == name })
        let now = try #require(Timestamp(rfc3339: "2026-11-23T12:32:00Z"))
        let text = collector.filters.apply(to: output)
        return collector.findings(in: text, collector.rows(in: text, of: output), outcome: outcome, at: now)
            .map { "\($0.level.rawValue): \($0.text)" }
    }
}
