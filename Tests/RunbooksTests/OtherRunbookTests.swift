import IncidentCore
import Runbooks
import Testing

/// Runbooks as other teams write them, in their structure: prometheus-operator/runbooks, openshift/runbooks, GitLab's, Rook's
/// common issues, one for cert-manager, one for error budgets as Pyrra's alerts have them, and a handbook.
@Suite("Runbooks of other teams", .timeLimit(.minutes(5)))
struct OtherRunbookTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let collectors: [String]
        let steps: [String]
        var testDescription: String { file }
    }

    static let context = RunbookContext(procedures: [
        "volumes are not mounted": RunbookProcedure(name: "Volumes are not mounted", priority: .p2)
    ])

    @Test(arguments: [
        Case(
            file: "KubePodNotReady.md",
            collectors: [
                "pod: kubectl -n {label:namespace} get pod {label:pod} -o yaml",
                "pod-details: kubectl -n {label:namespace} describe pod {label:pod}",
                "logs: kubectl -n {label:namespace} logs {label:pod} -c {label:container}",
            ],
            steps: ["Give the pod another try: kubectl -n {label:namespace} delete pod {label:pod}"]),
        Case(
            file: "etcdMembersDown.md",
            collectors: [
                "clusterversion: kubectl get clusterversion",
                "pods: kubectl -n {label:namespace|openshift-etcd} get pods -l app={label:app|etcd} -o wide",
            ],
            steps: [
                "Log in, and see whether a master node is NotReady: oc get nodes -l node-role.kubernetes.io/master=",
                "Health of etcd: oc rsh -c etcdctl -n {label:namespace|openshift-etcd} $(oc get pod -l app=etcd -oname -n openshift-etcd | awk -F\"/\" 'NR==1{ print $2 }')",
                "Health of etcd: etcdctl endpoint health -w table",
                "Mitigation: kubectl -n {label:namespace|openshift-etcd} delete pod {label:pod}",
            ]),
        Case(
            file: "redis-survival.md",
            collectors: [
                "redis-replication: redis-cli -h localhost INFO replication",
                "redis-slowlog: redis-cli SLOWLOG GET 10", "redis-client: redis-cli CLIENT LIST | wc",
            ],
            steps: [
                "systemctl status redis on the host itself: systemctl status redis",
                "What is slow: sudo lsof -i tcp:6379 | grep ESTABLISHED | sed -E \"s/.*->(.*):.*/\\1/g\" | sort | uniq -c | sort -nr",
                "What is slow: redis-cli --latency-history",
                "What is slow: redis-cli CONFIG SET maxmemory-policy noeviction",
            ]),
        Case(
            file: "ceph-problems.md",
            collectors: [
                "pods: kubectl -n {label:namespace|rook-ceph} get pods",
                "pod: kubectl -n {label:namespace|rook-ceph} get pod -l app={label:app|rook-ceph-mon}",
                "logs: kubectl -n {label:namespace|rook-ceph} logs deploy/{label:deployment|rook-ceph-operator} | grep debug v i | tail 50",
                "cephcluster: kubectl -n {label:namespace|rook-ceph} get cephcluster",
                "a-monitor-is-out-of-quorum: kubectl -n {label:namespace|rook-ceph} get pods -l app={label:app|rook-ceph-mon}",
            ],
            steps: [
                "Investigation: kubectl -n {label:namespace|rook-ceph} exec -it deploy/rook-ceph-tools -- bash",
                "Solution: kubectl -n {label:namespace|rook-ceph} delete pod -l app=rook-ceph-operator",
                "a disk is full: kubectl -n {label:namespace|rook-ceph} delete osd 3",
            ]),
        Case(
            file: "certificate-expiring.md",
            collectors: [
                "certificates: kubectl get certificates -A",
                "certificate-details: kubectl describe certificate {label:name} -n {label:namespace|cert-manager}",
                "orders: kubectl get orders -n {label:namespace|cert-manager}",
                "challenges: kubectl get challenges -n {label:namespace|cert-manager}",
                "pods: kubectl get pods -n {label:namespace|cert-manager}",
                "logs: kubectl logs -n {label:namespace|cert-manager} deployment/{label:deployment|cert-manager} --tail=100 | grep error|fail | tail 20",
            ],
            steps: [
                #"What is in force, and until when: kubectl get secret <secret-name> -n {label:namespace|cert-manager} -o jsonpath='{.data.tls\.crt}' | base64 -d | openssl x509 -noout -dates"#,
                "Follow it while you try: kubectl logs -f -n {label:namespace|cert-manager} deployment/{label:deployment|cert-manager}",
                "Ask for a new one: cmctl renew {label:name} -n {label:namespace|cert-manager}",
                "Start it again: kubectl rollout restart deployment/{label:deployment|cert-manager} -n {label:namespace|cert-manager}",
            ]),
        Case(
            file: "error-budget.md",
            collectors: [
                "pods: kubectl get pods -n {label:namespace|pyrra}",
                "pods-by-cpu: kubectl top pods -n {label:namespace|pyrra} --sort-by=cpu",
            ],
            steps: [
                "Step 1: who burns it: kubectl port-forward -n {label:namespace|pyrra} svc/pyrra 9099:9099 &",
                "Step 1: who burns it: curl -s http://localhost:9099/objectives | jq .",
                "Step 2: turn it back: kubectl get deploy -n {label:namespace|pyrra}; kubectl rollout undo deploy/{label:deployment|api} -n {label:namespace|pyrra}",
                "Step 2: turn it back: kubectl exec -i deploy/{label:deployment|api} -n {label:namespace|pyrra} -- sh -c 'kill -USR1 1'",
            ]),
        Case(
            file: "on-call-handbook.md",
            collectors: [
                "pods: kubectl get pods -n {label:namespace|shop}",
                "kafka-consumer-lag: kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --group {label:consumergroup:name}",
            ],
            steps: [
                "Roll back: kubectl rollout undo deployment/{label:deployment|shop} -n {label:namespace|shop}",
                "P2: Queue is long: kafka-topics.sh --bootstrap-server kafka:9092 --delete --topic {label:topic:name}",
            ]),
    ])
    func `is imported without ever making a collector of what changes something`(_ runbook: Case) throws {
        let reading = try ReadRunbook.fixture(runbook.file, Self.context)
        #expect(reading.parts.collectors.map(\.text) == runbook.collectors)
        #expect(reading.parts.nextSteps.map { "\($0.title): \($0.command)" } == runbook.steps)
        #expect(reading.lines.map(\.number) == Array(1...reading.lines.count))
        for collector in reading.parts.collectors {
            #expect(ReadOnlyGrammar.refusal(of: collector.command.arguments) == nil)
        }
    }

    @Test func `several runbooks make one set of tables, with names that each stand once`() throws {
        var names = CollectorNames()
        let files = ["KubePodNotReady.md", "etcdMembersDown.md", "certificate-expiring.md", "operations-runbook.md"]
        let readings = try files.map { file in
            try ReadRunbook.fixture(file, names: &names)
        }
        let all = readings.flatMap(\.parts.collectors).map(\.name)
        #expect(Set(all).count == all.count && all.count > 15)
        let collectors = try #require(RunbookTables(readings).files.first { $0.name == "collectors.runbook.yaml" })
        #expect(collectors.text.contains("from KubePodNotReady.md and 3 more."))
        #expect(collectors.text.contains("when: { match: ['alertname=\"KubePodNotReady\"'] }"))
        #expect(
            collectors.text.contains(
                "match: ['alertname=~\"CertificateExpiringSoon7Days|CertificateExpiringSoon3Days|CertificateNotReady\"']"
            ))
    }
}
