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
