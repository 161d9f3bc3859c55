import IncidentCore
import Patterns
import Testing

@Suite(.timeLimit(.minutes(5))) struct StructuredQuestionTests {
    @Test(arguments: [
        "kubectl get pods", "kubectl get po -n web -l app=api", "kubectl -n web get pod api-1",
        "kubectl get pod/a pod/b",
        "kubectl get deployments.apps -A", "kubectl get Nodes", "kubectl get hpa --no-headers",
        "kubectl get events --sort-by=.lastTimestamp", "kubectl get ev --field-selector type=Warning --watch=false",
        "kubectl get jobs.v1.batch", "/usr/bin/kubectl get rs --context prod",
    ])
    func `kubectl is asked for objects of kinds that can be read`(_ command: String) {
        #expect(StructuredQuestion(shellWords(command))?.words == ["-o", "json"])
    }

    @Test(arguments: [
        "psql -c 'SELECT 1'", "psql -X -h db -U app -d app -c 'SELECT 1;' -P pager=off",
        "kubectl exec -n web db-0 -c pg -- psql -U postgres -c 'SELECT 1'",
        "kubectl exec db-0 -- /usr/lib/postgresql/15/bin/psql app app -c 'TABLE jobs'",
    ])
    func `psql is asked for CSV, here and in a pod`(_ command: String) {
        #expect(StructuredQuestion(shellWords(command))?.words == ["--csv"])
    }

    @Test(arguments: ["helm list", "helm ls -A --failed", "helm history api -n web --max 5"])
    func `Helm is asked for JSON`(_ command: String) {
        #expect(StructuredQuestion(shellWords(command))?.words == ["-o", "json"])
    }

    @Test(arguments: [
        // What says how it prints is asked as it is written.
        "kubectl get pods -o wide", "kubectl get pods -o json", "kubectl get pods --show-labels",
        "kubectl get pods -L app",
        "kubectl get pods --server-print=false", "kubectl get pods --all-namespaces=false", "psql -Atc 'SELECT 1'",
        "psql --csv -c 'SELECT 1'", "psql -x -c 'SELECT 1'", "psql -P format=html -c 'SELECT 1'", "helm list -q",
        "helm list -Aq", "helm list -o yaml", "helm ls --no-headers",
        // Nobody reads these.
        "kubectl get services", "kubectl get all", "kubectl get pods,services", "kubectl get sts,",
        "kubectl get pod/a service/b",
        "kubectl get pods.metrics.k8s.io", "kubectl get events.events.k8s.io", "kubectl top pods",
        "kubectl describe pods",
        "kubectl logs api-1", "kubectl exec db-0 -- redis-cli INFO", "helm status api", "helm version",
        "redis-cli INFO", "uptime", "/opt/mine/kubectl get pods", "",
        // Of two statements psql writes the rows one below the other.
        "psql -c 'SELECT 1' -c 'SELECT 2'", "psql -c 'SELECT 1; SELECT 2'", "psql -l", "psql -c '\\d jobs'",
    ])
    func `all other commands stay as they are`(_ command: String) {
        #expect(StructuredQuestion(shellWords(command)) == nil)
    }

    @Test(arguments: [
        "kubectl get pods -n web", "kubectl exec db-0 -- psql -U app -c 'SELECT 1'", "psql -h db -c 'SELECT 1'",
        "helm history api",
    ])
    func `what is run is admitted as it is asked, and probed as it is written`(_ command: String) throws {
        let words = shellWords(command)
        let asked = words + (try #require(StructuredQuestion(words)).words)
        #expect(ReadOnlyGrammar.refusal(of: asked) == nil)
        #expect(CollectorProbe.all(of: asked) == CollectorProbe.all(of: words))
    }

    @Test func `a collector asks so only where a rule is about fields`() throws {
        let command = CommandTemplate(try ["kubectl", "get", "pods"].map { try ArgumentTemplate($0) })
        func question(_ rule: FindingRule) -> [String]? {
            Collector(name: "pods", procedure: "P1", when: Selector(), source: .run(command), findings: [rule])
                .question(for: [:])
        }
        let pattern = FindingRule(pattern: try Pattern("x"), sentence: "x", level: .info)
        #expect(question(pattern) == ["kubectl", "get", "pods"])
        let rows = FindingRule(
            rows: [try RowCondition("RESTARTS>2")], sentence: try RowSentence("x", ofMany: false), level: .info)
        #expect(question(rows) == ["kubectl", "get", "pods", "-o", "json"])
    }

    @Test(
        arguments: [
            (
                "kubectl get pods -A",
                "NAMESPACE NAME READY STATUS RESTARTS AGE workload node container image memory_limit "
                    + "ready restarts reason message last_reason exit_code last_ended deleted namespace created"
            ),
            ("kubectl get rs", "NAME DESIRED CURRENT READY AGE workload revision image desired namespace created"),
            (
                "kubectl get deploy",
                "NAME READY UP-TO-DATE AVAILABLE AGE workload revision image desired available reason "
                    + "message namespace created"
            ),
            ("kubectl get sts", "NAME READY AGE workload image desired available namespace created"),
            (
                "kubectl get nodes -A",
                "NAME STATUS ROLES AGE VERSION ready memory_pressure disk_pressure pid_pressure reason "
                    + "message created"
            ),
            (
                "kubectl get hpa",
                "NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE workload minimum maximum current "
                    + "desired reason message namespace created"
            ),
            ("kubectl get quota", "NAME REQUEST LIMIT AGE resource used hard namespace created"),
            (
                "kubectl get cj",
                "NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST.SCHEDULE AGE workload last_schedule last_success "
                    + "suspended namespace created"
            ),
            (
                "kubectl get jobs",
                "NAME STATUS COMPLETIONS DURATION AGE workload succeeded failed active reason message "
                    + "started ended namespace created"
            ),
            (
                "kubectl get ev",
                "LAST.SEEN TYPE REASON OBJECT MESSAGE count first_seen last_seen kind object workload reason "
                    + "message namespace created"
            ),
            ("helm list", "NAME NAMESPACE REVISION UPDATED STATUS CHART APP.VERSION updated"),
            ("helm history api", "REVISION UPDATED STATUS CHART APP.VERSION DESCRIPTION updated"),
            ("psql -c 'SELECT a, t.b::int AS c, d.e, count(*), f(1)::text, 1 AS \"x y\" FROM t'", "a c e count f x.y"),
            ("kubectl exec db-0 -- psql -c 'WITH w AS (SELECT 1 AS z) SELECT z FROM w UNION SELECT 2 AS q'", "z"),
            // Only the database knows these.
            ("psql -c 'SELECT a, b.* FROM b'", nil), ("psql -c 'SELECT 1, a + b'", nil), ("psql -c 'TABLE jobs'", nil),
            ("psql -c 'VALUES (1)'", nil), ("psql -c 'SHOW max_connections'", nil),
        ] as [(String, String?)])
    func `the fields that a row may have are known before it comes`(_ command: String, _ expected: String?) throws {
        let template = CommandTemplate(try shellWords(command).map { try ArgumentTemplate($0) })
        let fields = expected?.split(separator: " ").map { String($0).replacing(".", with: " ") }
        #expect(CollectorSource.run(template).fields == fields)
    }

    @Test func `places for labels keep nothing from being read`() {
        let words = ["kubectl", "get", "pods", "-n", "{label:namespace|web}", "-l", "app={label:app}", "{label:pod}"]
        #expect(StructuredQuestion(words) != nil)
        #expect(
            StructuredQuestion(["psql", "-d", "{label:datname:database}", "-c", "SELECT '{label:pod}'"])?.words == [
                "--csv"
            ]
        )
    }
}
