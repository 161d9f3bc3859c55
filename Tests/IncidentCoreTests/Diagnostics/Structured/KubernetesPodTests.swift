import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct KubernetesPodTests {
    private static let running = #""state":{"running":{}},"ready":true,"restartCount":0"#
    private static let ended =
        #""lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","finishedAt":"2026-11-23T11:55:00Z"}}"#

    private static func status(_ containers: [String], initial: [String] = [], _ more: String = #""phase":"Running""#)
        -> String
    {
        func all(_ states: [String], _ name: String) -> String {
            states.enumerated().map { #"{"name":"\#(name)\#($0)",\#($1)}"# }.joined(separator: ",")
        }
        return
            #"{"containerStatuses":[\#(all(containers, "c"))],"initContainerStatuses":[\#(all(initial, "i"))],\#(more)}"#
    }

    private static func pod(
        _ status: String, containers: Int = 1, initial: [String] = [], metadata: String = "", spec: String = ""
    ) -> String {
        let containers = (0..<containers).map {
            #"{"name":"c\#($0)","image":"api:1","resources":{"limits":{"memory":"1Gi"}}}"#
        }
        let initial = initial.enumerated().map { #"{"name":"i\#($0)"\#($1)}"# }
        return #"""
            {"metadata":{"name":"api-1","namespace":"web","creationTimestamp":"2026-11-23T09:00:00Z"\#(metadata)},
            "spec":{"containers":[\#(containers.joined(separator: ","))],
            "initContainers":[\#(initial.joined(separator: ","))]\#(spec)},"status":\#(status)}
            """#
    }

    private static let sidecar = #","restartPolicy":"Always""#
    private static let initialized = #""phase":"Running","conditions":[{"type":"Initialized","status":"True"}]"#

    @Test(arguments: [
        (pod(status([running])), "1/1 Running 0"),
        (
            pod(status([#""restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff"}},\#(ended)"#])),
            "0/1 CrashLoopBackOff 7 (5m ago)"
        ),
        (pod(status([#""ready":true,"restartCount":3,"state":{"running":{}},\#(ended)"#])), "1/1 Running 3 (5m ago)"),
        (pod(status([#""state":{"terminated":{"exitCode":1,"reason":"Error"}}"#])), "0/1 Error 0"),
        (pod(status([#""state":{"terminated":{"exitCode":2}}"#])), "0/1 ExitCode:2 0"),
        (pod(status([#""state":{"terminated":{"exitCode":137,"signal":9}}"#])), "0/1 Signal:9 0"),
        (
            pod(status([#""state":{"terminated":{"exitCode":0,"reason":"Completed"}}"#], #""phase":"Succeeded""#)),
            "0/1 Completed 0"
        ),
        (
            pod(
                status(
                    [#""state":{"terminated":{"exitCode":0,"reason":"Completed"}}"#, running],
                    #""phase":"Running","conditions":[{"type":"Ready","status":"True"}]"#), containers: 2),
            "1/2 Running 0"
        ),
        (
            pod(status([#""state":{"terminated":{"exitCode":0,"reason":"Completed"}}"#, running]), containers: 2),
            "1/2 NotReady 0"
        ),
        (pod(#"{"phase":"Pending"}"#), "0/1 Pending 0"),
        (
            pod(
                #"{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}"#
            ),
            "0/1 SchedulingGated 0"
        ),
        (pod(#"{"phase":"Failed","reason":"Evicted"}"#), "0/1 Evicted 0"),
        (pod(status([running]), metadata: #","deletionTimestamp":"2026-11-23T11:59:00Z""#), "1/1 Terminating 0"),
        (
            pod(#"{"phase":"Running","reason":"NodeLost"}"#, metadata: #","deletionTimestamp":"2026-11-23T11:59:00Z""#),
            "0/1 Unknown 0"
        ),
        (
            pod(
                status([#""state":{"terminated":{"exitCode":0,"reason":"Completed"}}"#], #""phase":"Succeeded""#),
                metadata: #","deletionTimestamp":"2026-11-23T11:59:00Z""#), "0/1 Completed 0"
        ),
        // Init containers: the first that has not done its work tells.
        (
            pod(
                status(
                    [#""state":{"waiting":{"reason":"PodInitializing"}}"#],
                    initial: [#""state":{"running":{}}"#, ""].map {
                        $0.isEmpty ? #""state":{"waiting":{"reason":"PodInitializing"}}"# : $0
                    }),
                initial: ["", ""]), "0/1 Init:0/2 0"
        ),
        (
            pod(
                status([], initial: [#""restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}}"#]),
                initial: [""]),
            "0/1 Init:CrashLoopBackOff 2"
        ),
        (
            pod(status([], initial: [#""state":{"terminated":{"exitCode":1,"reason":"Error"}}"#]), initial: [""]),
            "0/1 Init:Error 0"
        ),
        (pod(status([], initial: [#""state":{"terminated":{"exitCode":3}}"#]), initial: [""]), "0/1 Init:ExitCode:3 0"),
        (
            pod(
                status(
                    [running],
                    initial: [#""restartCount":4,"state":{"terminated":{"exitCode":0,"reason":"Completed"}},\#(ended)"#]
                ),
                initial: [""]), "1/1 Running 0"
        ),
        // A sidecar counts as a container.
        (
            pod(
                status(
                    [running],
                    initial: [#""ready":true,"started":true,"restartCount":2,"state":{"running":{}},\#(ended)"#]),
                initial: [sidecar]), "2/2 Running 2 (5m ago)"
        ),
        (
            pod(
                status(
                    [#""restartCount":1,"state":{"waiting":{"reason":"CrashLoopBackOff"}}"#],
                    initial: [#""ready":false,"started":false,"state":{"waiting":{"reason":"CrashLoopBackOff"}}"#],
                    initialized),
                initial: [sidecar]), "0/2 CrashLoopBackOff 1"
        ),
    ])
    func `a pod's row is the one that kubectl prints`(_ pod: String, _ row: String) throws {
        let read = try StructuredReading("kubectl get pods", pod)
        #expect(["READY", "STATUS", "RESTARTS"].map { read.fields[$0] ?? "" }.joined(separator: " ") == row)
    }

    @Test func `the table has kubectl's columns and widths, and a namespace where all are asked`() throws {
        let pod = Self.pod(Self.status([Self.running]))
        let list = #"{"kind":"List","items":[\#(pod)]}"#
        #expect(
            try StructuredReading("kubectl get pods -n web", list).records.text == """
                NAME    READY   STATUS    RESTARTS   AGE
                api-1   1/1     Running   0          3h

                """)
        #expect(
            try StructuredReading("kubectl get pods -A", list).records.text == """
                NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE
                web         api-1   1/1     Running   0          3h

                """)
        #expect(
            try StructuredReading("kubectl get pods --no-headers", list).lines == ["api-1   1/1   Running   0     3h"])
    }

    @Test func `beside the columns a pod says what runs in it, what was wrong and when`() throws {
        let owner = #"""
            ,"labels":{"pod-template-hash":"7d9c6b5f4"},
            "ownerReferences":[{"kind":"ReplicaSet","name":"analytics-api-7d9c6b5f4","controller":true}]
            """#
        let states = [
            Self.running,
            #""restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s"}},\#(Self.ended)"#,
        ]
        let read = try StructuredReading(
            "kubectl get pods",
            Self.pod(Self.status(states), containers: 2, metadata: owner, spec: #","nodeName":"node-2""#))
        #expect(
            read.fields == [
                "NAME": "api-1", "READY": "1/2", "STATUS": "CrashLoopBackOff", "RESTARTS": "7 (5m ago)", "AGE": "3h",
                "namespace": "web", "created": "2026-11-23T09:00:00Z", "workload": "analytics-api", "node": "node-2",
                "container": "c1", "image": "api:1", "memory_limit": "1Gi", "restarts": "7",
                "reason": "CrashLoopBackOff",
                "message": "back-off 5m0s", "last_reason": "OOMKilled", "exit_code": "137",
                "last_ended": "2026-11-23T11:55:00Z",
            ])
    }

    @Test(arguments: [
        ("", "api-1"), (#","ownerReferences":[{"kind":"StatefulSet","name":"db","controller":true}]"#, "db"),
        (#","ownerReferences":[{"kind":"Job","name":"backup-28900000","controller":true}]"#, "backup"),
        (#","ownerReferences":[{"kind":"Job","name":"migrate-42","controller":true}]"#, "migrate-42"),
        (#","ownerReferences":[{"kind":"ReplicaSet","name":"own-set","controller":true}]"#, "own-set"),
        (#","ownerReferences":[{"kind":"Node","name":"n1","controller":false}]"#, "api-1"),
    ])
    func `the workload of a pod is what it was made for`(_ owner: String, _ workload: String) throws {
        let pod = Self.pod(Self.status([Self.running]), metadata: owner)
        #expect(try StructuredReading("kubectl get pods", pod).fields["workload"] == workload)
    }

    @Test func `the environment of a pod is read by nobody`() throws {
        let pod = Self.pod(Self.status([Self.running])).replacing(
            #""image":"api:1""#, with: #""image":"api:1","env":[{"name":"MODE","value":"plain-mode"}]"#)
        let read = try StructuredReading("kubectl get pods", pod)
        #expect(read.fields["image"] == "api:1")
        #expect(!"\(read.records)".contains("plain-mode"))
    }
}
