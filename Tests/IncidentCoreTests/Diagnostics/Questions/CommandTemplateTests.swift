import IncidentCore
import Testing

/// Commands are written as in a shell here: words between blanks, single quotes around blanks.
@Suite(.timeLimit(.minutes(5))) struct CommandTemplateTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let command: String
        let labels: Labels
        let reason: String
        var testDescription: String { command }

        init(_ command: String, _ labels: Labels, _ reason: String) {
            (self.command, self.labels, self.reason) = (command, labels, reason)
        }
    }

    private func template(_ line: String, isTrusted: Bool = false) throws -> CommandTemplate {
        CommandTemplate(try shellWords(line).map { word in try ArgumentTemplate(word) }, isTrusted: isTrusted)
    }

    @Test(arguments: [
        // A database's name that is a connection string, in each of its places.
        Attack("psql -d {label:d:path} -c 'SELECT 1'", ["d": "a/b"], "a database's name"),
        Attack("psql -d {label:d:address} -c 'SELECT 1'", ["d": "evil:5432"], "a database's name"),
        Attack("psql -c 'SELECT 1' {label:d:address}", ["d": "evil:5432"], "a database's name"),
        Attack("psql -c 'SELECT 1' --dbname=x{label:d:path}", ["d": "/y"], "a database's name"),
        Attack("psql -d {label:d:database} -c 'SELECT 1'", ["d": "postgresql://127.0.0.1:5/app"], "type database"),
        Attack("psql -d {label:d:name} -c 'SELECT 1'", ["d": "postgresql://127.0.0.1:5/app"], "type name"),
        Attack("psql -d {label:d:database} -c 'SELECT 1'", ["d": "host=evil"], "type database"),
        Attack("kubectl exec db-0 -- psql -d {label:d:path} -c 'SELECT 1'", ["d": "a/b"], "a database's name"),
        Attack("kubectl exec -c -- db-0 -- psql -d {label:d:path} -c 'SELECT 1'", ["d": "a/b"], "a database's name"),
        Attack("pg_isready -d {label:d:address}", ["d": "evil:5432"], "a database's name"),
        // Another kind of resource.
        Attack("kubectl get pods {label:x:path}", ["x": "secrets/db"], "kind of resource"),
        Attack("kubectl logs {label:x:path}", ["x": "deployment/api"], "kind of resource"),
        Attack("kubectl describe pods {label:x:path}", ["x": "secrets.v1/db"], "kind of resource"),
        Attack("kubectl get deploy/a {label:x:name}", ["x": "b"], "mixes TYPE/NAME"),
        Attack("kubectl get pod/{label:x:path}", ["x": "a/b"], "mixes TYPE/NAME"),
        Attack("kubectl get pods {label:x:name}", ["x": "secrets/db"], "type name"),
        Attack("kubectl get pods {label:x:name}", ["x": ".."], "type name"),
        Attack("kubectl get pods {label:x:name}", ["x": "--as=admin"], "type name"),
        // What a statement asks for.
        Attack("psql -c 'SELECT current_setting($${label:s:name}$$)'", ["s": "primary_conninfo"], "a password"),
        // Another option's value, another word.
        Attack("redis-cli -n {label:n:int} CONFIG GET maxmemory", ["n": "-h"], "type int"),
        Attack("{label:x} get pods", ["x": "kubectl"], "not written out"),
    ])
    func `what a label would turn into another command is not run`(_ attack: Attack) throws {
        let template = try template(attack.command)
        let refusal = try #require(throws: BindingRefused.self) {
            try template.bound(to: attack.labels, limit: .seconds(10))
        }
        #expect(refusal.description.contains(attack.reason), "\(refusal)")
    }

    @Test(arguments: [
        "psql -h {label:host:address} -c 'SELECT 1'", "psql -p {label:p:int} -c 'SELECT 1'",
        "psql --host={label:h} -c 'SELECT 1'", "psql -U {label:u:name} -c 'SELECT 1'",
        "psql -h{label:h} -c 'SELECT 1'", "psql -c 'SELECT 1' app {label:u:name}",
        "psql -d app -c 'SELECT 1' {label:u:name}", "kubectl exec db-0 -- psql -h {label:h} -c 'SELECT 1'",
        "pg_isready -h {label:h:address}", "pg_isready --port {label:p:int}",
        "redis-cli -h {label:h} PING", "redis-cli -p {label:p:int} PING", "redis-cli -s {label:s:path} PING",
        "redis-cli --user {label:u} PING", "redis-cli --cacert {label:c:path} PING",
        "kubectl exec redis-0 -- redis-cli -h {label:h} INFO",
        "kafka-topics --bootstrap-server {label:b:address} --list",
        "kafka-consumer-groups.sh --bootstrap-server={label:b}:9092 --list",
        "kafka-topics --bootstrap-server b --command-config {label:c:path} --list",
        "kubectl --context {label:c} get pods", "helm list --kube-context {label:c}",
    ])
    func `where a tool connects, and as whom, is never a label's to choose`(_ line: String) throws {
        let template = try template(line)
        let refusal = try #require(template.refusal)
        #expect(refusal.contains("from a label"), "\(refusal)")
        // Nor does it run when the tables were never asked.
        #expect(throws: BindingRefused.self) {
            let labels: Labels = ["host": "a", "h": "a", "p": "1", "u": "a", "s": "a", "c": "a", "b": "a"]
            _ = try template.bound(to: labels, limit: .seconds(10))
        }
    }

    @Test(arguments: [
        ("kubectl get pods {label:x:name}", "kubectl get pods api-1"),
        ("kubectl get pod/{label:x} svc/a", "kubectl get pod/api-1 svc/a"),
        ("kubectl logs deployment/{label:x}", "kubectl logs deployment/api-1"),
        ("redis-cli MEMORY USAGE {label:y:path}", "redis-cli MEMORY USAGE sessions/1"),
        ("redis-cli -h redis MEMORY USAGE {label:x:name}", "redis-cli -h redis MEMORY USAGE api-1"),
        (
            "kafka-topics --bootstrap-server b:9092 --describe --topic {label:x:name}",
            "kafka-topics --bootstrap-server b:9092 --describe --topic api-1"
        ),
    ])
    func `an honest label is bound`(_ line: String, _ expected: String) throws {
        let bound = try template(line).bound(to: ["x": "api-1", "y": "sessions/1"], limit: .seconds(10))
        #expect(bound == shellWords(expected))
    }

    @Test func `psql in a pod in a pod gets a read-only session too`() throws {
        let line = "kubectl exec a -- kubectl exec -c -- b -- psql -d {label:d:database} -c 'SELECT 1'"
        let bound = try template(line).bound(to: ["d": "app"], limit: .seconds(10))
        #expect(
            bound.starts(with: ["kubectl", "exec", "a", "--", "kubectl", "exec", "-c", "--", "b", "--", "psql", "-X"]))
        #expect(bound.last?.hasPrefix("dbname='app' options='-c default_transaction_read_only=on") == true)
    }

    @Test func `a trusted program is not judged, a known one is although the table calls it trusted`() throws {
        let report = try template("/opt/team/report --all", isTrusted: true)
        #expect(try report.bound(to: ["x": "a"], limit: .seconds(10)) == ["/opt/team/report", "--all"])
        #expect(throws: BindingRefused.self) {
            try template("/opt/team/report {label:x}", isTrusted: true).bound(to: ["x": "a"], limit: .seconds(10))
        }
        #expect(throws: BindingRefused.self) {
            try template("kubectl delete pod {label:x}", isTrusted: true).bound(to: ["x": "a"], limit: .seconds(10))
        }
        #expect(throws: BindingRefused.self) {
            try template("/opt/team/report").bound(to: [:], limit: .seconds(10))
        }
    }

    @Test func `what was not run is shown with the places that could not be filled`() throws {
        let template = try template("kubectl get pods -n {label:namespace} -l app={label:app|web} {label:pod:name}")
        let shown = template.shown(for: ["namespace": "x; rm", "pod": "a"])
        #expect(shown == shellWords("kubectl get pods -n <namespace?> -l app=web a"))
        #expect(ShellText.text(shown) == "kubectl get pods -n <namespace?> -l app=web a")
    }
}
