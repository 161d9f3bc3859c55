import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct KubernetesTableTests {
    private static let meta = #""metadata":{"name":"api","namespace":"web","creationTimestamp":"2026-11-23T11:48:00Z""#

    @Test func `a replica set tells its revision, image and deployment`() throws {
        let read = try StructuredReading(
            "kubectl get rs",
            #"""
            {\#(Self.meta),"annotations":{"deployment.kubernetes.io/revision":"8","note":"mine"},
            "ownerReferences":[{"kind":"Deployment","name":"analytics-api","controller":true}]},
            "spec":{"replicas":3,"template":{"spec":{"containers":[{"image":"api:2"},{"image":"proxy:1"}]}}},
            "status":{"replicas":3,"readyReplicas":1}}
            """#)
        #expect(read.lines == ["NAME   DESIRED   CURRENT   READY   AGE", "api    3         3         1       12m"])
        #expect(
            read.cells("workload", "revision", "image", "desired", "created")
                == "analytics-api | 8 | api:2,proxy:1 | 3 | 2026-11-23T11:48:00Z")
        #expect(!"\(read.records)".contains("mine"))
    }

    @Test(arguments: [
        (#"{"type":"Available","status":"True","reason":"MinimumReplicasAvailable"}"#, "– | –"),
        (
            #"{"type":"Available","status":"False","reason":"MinimumReplicasUnavailable","message":"few"}"#,
            "MinimumReplicasUnavailable | few"
        ),
        (
            #"{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"late"}"#,
            "ProgressDeadlineExceeded | late"
        ),
        (
            #"{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"quota"}"#,
            "FailedCreate | quota"
        ),
    ])
    func `a deployment says what keeps it from being available`(_ condition: String, _ reason: String) throws {
        let read = try StructuredReading(
            "kubectl get deploy",
            #"""
            {\#(Self.meta)},"spec":{"replicas":3},
            "status":{"readyReplicas":1,"updatedReplicas":3,"availableReplicas":1,"conditions":[\#(condition)]}}
            """#)
        #expect(
            read.lines == [
                "NAME   READY   UP-TO-DATE   AVAILABLE   AGE", "api    1/3     3            1           12m",
            ])
        #expect(read.cells("reason", "message") == reason)
        #expect(read.cells("desired", "available") == "3 | 1")
    }

    @Test(arguments: [
        ([("Ready", "True"), ("MemoryPressure", "False")], "", "Ready", "True | False | –"),
        ([("Ready", "True"), ("MemoryPressure", "True")], "", "Ready", "True | True | why MemoryPressure"),
        ([("Ready", "False"), ("MemoryPressure", "False")], "", "NotReady", "False | False | why Ready"),
        ([("Ready", "Unknown")], #""unschedulable":true"#, "NotReady,SchedulingDisabled", "Unknown | – | why Ready"),
        ([], "", "Unknown", "– | – | –"),
    ])
    func `a node is ready, or says why not`(
        _ conditions: [(String, String)], _ spec: String, _ word: String, _ fields: String
    ) throws {
        let conditions = conditions.map { #"{"type":"\#($0)","status":"\#($1)","message":"why \#($0)"}"# }
        let read = try StructuredReading(
            "kubectl get nodes -n web",
            #"""
            {\#(Self.meta),"labels":{"node-role.kubernetes.io/worker":"","node-role.kubernetes.io/control-plane":""}},
            "spec":{\#(spec)},"status":{"conditions":[\#(conditions.joined(separator: ","))],
            "nodeInfo":{"kubeletVersion":"v1.32.4"}}}
            """#)
        #expect(read.cells("STATUS", "ROLES", "VERSION") == "\(word) | control-plane,worker | v1.32.4")
        #expect(read.cells("ready", "memory_pressure", "message") == fields)
    }

    @Test(arguments: [
        (
            #""metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"averageUtilization":70}}}]"#,
            #""currentMetrics":[{"type":"Resource","resource":{"current":{"averageUtilization":87}}}]"#, "cpu: 87%/70%"
        ),
        (
            #""metrics":[{"type":"Resource","resource":{"name":"memory","target":{"averageValue":"1Gi"}}}]"#, #""x":1"#,
            "memory: <unknown>/1Gi"
        ),
        (
            #""metrics":[{"type":"Pods","pods":{"target":{"averageValue":"10"}}}]"#,
            #""currentMetrics":[{"type":"Pods","pods":{"current":{"averageValue":"7500m"}}}]"#, "7500m/10"
        ),
        (
            #""metrics":[{"type":"External","external":{"target":{"value":"100"}}}]"#,
            #""currentMetrics":[{"type":"External","external":{"current":{"value":"42"}}}]"#, "42/100"
        ),
        (
            #""metrics":[{"type":"Object","object":{"target":{"averageValue":"2k"}}},{"type":"New"},{"type":"New"}]"#,
            #""x":1"#, "<unknown>/2k (avg), <unknown type> + 1 more..."
        ),
        (#""metrics":[]"#, #""x":1"#, "<none>"),
        (#""targetCPUUtilizationPercentage":70"#, #""currentCPUUtilizationPercentage":33"#, "cpu: 33%/70%"),
    ])
    func `an autoscaler of both versions shows what it scales by`(
        _ metrics: String, _ current: String, _ targets: String
    ) throws {
        let read = try StructuredReading(
            "kubectl get hpa",
            #"""
            {\#(Self.meta)},"spec":{"minReplicas":3,"maxReplicas":15,"scaleTargetRef":{"kind":"Deployment","name":"api"},
            \#(metrics)},"status":{"currentReplicas":15,"desiredReplicas":15,\#(current)}}
            """#)
        #expect(
            read.cells("REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS")
                == "Deployment/api | \(targets) | 3 | 15 | 15")
        #expect(read.cells("minimum", "maximum", "current", "desired") == "3 | 15 | 15 | 15")
    }

    @Test func `each resource of a quota is a record of its one line`() throws {
        let read = try StructuredReading(
            "kubectl get quota",
            #"""
            {\#(Self.meta)},"status":{"hard":{"pods":"40","requests.cpu":"16","limits.memory":"64Gi"},
            "used":{"pods":"39","requests.cpu":"1750m"}}}
            """#)
        #expect(
            read.lines == [
                "NAME   REQUEST                               LIMIT                   AGE",
                "api    pods: 39/40, requests.cpu: 1750m/16   limits.memory: 0/64Gi   12m",
            ])
        #expect(
            read.records.records.map { "\($0.fields["resource"]!) \($0.fields["used"]!) \($0.fields["hard"]!)" }
                == ["limits.memory 0 64Gi", "pods 39 40", "requests.cpu 1750m 16"])
        #expect(Set(read.records.records.map(\.line)) == [read.lines[1]])
    }

    @Test func `a cron job tells when it last ran and last succeeded`() throws {
        let read = try StructuredReading(
            "kubectl get cronjobs",
            #"""
            {\#(Self.meta)},"spec":{"schedule":"0 2 * * *","suspend":false},
            "status":{"active":[{}],"lastScheduleTime":"2026-11-23T02:00:00Z","lastSuccessfulTime":"2026-11-22T02:01:00Z"}}
            """#)
        #expect(
            read.cells("SCHEDULE", "TIMEZONE", "SUSPEND", "ACTIVE", "LAST SCHEDULE")
                == "0 2 * * * | <none> | False | 1 | 10h")
        #expect(
            read.cells("last_schedule", "last_success", "suspended")
                == "2026-11-23T02:00:00Z | 2026-11-22T02:01:00Z | false")
        let never = try StructuredReading(
            "kubectl get cj", #"{\#(Self.meta)},"spec":{"schedule":"@daily"},"status":{}}"#)
        #expect(never.cells("SUSPEND", "ACTIVE", "LAST SCHEDULE", "last_success") == "<unset> | 0 | <none> | –")
    }

    @Test(arguments: [
        (
            #""succeeded":1,"completionTime":"2026-11-23T11:50:00Z","conditions":[{"type":"Complete","status":"True"}]"#,
            "Complete | 1/1 | 2m", "– | 2026-11-23T11:50:00Z"
        ),
        (
            #""failed":7,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","lastTransitionTime":"2026-11-23T11:55:00Z"}]"#,
            "Failed | 0/1 | 12m", "BackoffLimitExceeded | 2026-11-23T11:55:00Z"
        ),
        (#""active":1"#, "Running | 0/1 | 12m", "– | –"),
        (#""conditions":[{"type":"Suspended","status":"True"}]"#, "Suspended | 0/1 | 12m", "– | –"),
    ])
    func `a job has failed, or has not`(_ status: String, _ row: String, _ fields: String) throws {
        let read = try StructuredReading(
            "kubectl get jobs",
            #"""
            {\#(Self.meta),"ownerReferences":[{"kind":"CronJob","name":"backup","controller":true}]},
            "spec":{"completions":1,"parallelism":1},"status":{"startTime":"2026-11-23T11:48:00Z",\#(status)}}
            """#)
        #expect(read.cells("STATUS", "COMPLETIONS", "DURATION") == row)
        #expect(read.cells("reason", "ended") == fields)
        #expect(read.fields["workload"] == "backup")
    }

    @Test(arguments: [
        (#""firstTimestamp":"2026-11-23T11:30:00Z","lastTimestamp":"2026-11-23T11:58:00Z","count":31"#, "2m | 31"),
        (#""firstTimestamp":null,"lastTimestamp":null,"eventTime":"2026-11-23T11:58:00.123456Z""#, "119s | 1"),
        (
            #""lastTimestamp":null,"eventTime":"2026-11-23T11:00:00.000000Z","series":{"count":9,"lastObservedTime":"2026-11-23T11:59:00.000000Z"}"#,
            "60s | 9"
        ),
        (#""count":0"#, "<unknown> | 1"),
    ])
    func `an event says how often and when it was last seen`(_ times: String, _ seen: String) throws {
        let read = try StructuredReading(
            "kubectl get events",
            #"""
            {\#(Self.meta)},"involvedObject":{"kind":"Pod","name":"api-7d9c6b5f4-2xkqv"},"type":"Warning","reason":"BackOff",
            "message":"Back-off restarting\nfailed container ",\#(times)}
            """#)
        #expect(read.cells("LAST SEEN", "count") == seen)
        #expect(
            read.cells("TYPE", "REASON", "OBJECT", "MESSAGE")
                == "Warning | BackOff | pod/api-7d9c6b5f4-2xkqv | Back-off restarting failed container")
        #expect(read.cells("kind", "object", "workload") == "Pod | api-7d9c6b5f4-2xkqv | api")
        #expect(read.lines[1].hasSuffix("BackOff   pod/api-7d9c6b5f4-2xkqv   Back-off restarting..."))
    }

    @Test(arguments: [
        ("kubectl get pods -n web", "No resources found in web namespace.\n"),
        ("kubectl get nodes -n web", "No resources found\n"),
        ("kubectl get pods -A", "No resources found\n"), ("kubectl get pods", "No resources found\n"),
        ("kubectl get pods -n web --ignore-not-found", ""),
    ])
    func `nothing is said as kubectl says it`(_ command: String, _ text: String) throws {
        let read = try StructuredReading(command, #"{"apiVersion":"v1","items":[],"kind":"List"}"#)
        #expect(read.records == OutputRecords(text: text, records: []))
    }

    @Test func `an object that is not as it should be loses none of the others`() throws {
        let good = #"{\#(Self.meta)},"spec":{"replicas":1},"status":{}}"#
        let read = try StructuredReading(
            "kubectl get deploy", #"{"items":[\#(good),{"metadata":{"name":7}},"x",null,\#(good)]}"#)
        #expect(read.lines.count == 3)
        #expect(read.remark == "3 of 5 objects could not be read and are not shown")
    }

    @Test(arguments: ["", "Error from server", "[]", "7", #"{"items":[{}]}"#, "{}", #"{"items":"#])
    func `what is no such answer is told`(_ answer: String) {
        #expect(throws: StructuredFailure("the answer is not the JSON that was asked for")) {
            try StructuredReading("kubectl get pods", answer)
        }
    }
}
