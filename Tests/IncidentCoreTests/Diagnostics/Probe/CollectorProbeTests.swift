import IncidentCore
import Testing

@Suite struct CollectorProbeTests {
    @Test(arguments: [
        (
            "kubectl --context eu get pods -n shop",
            ["kubectl --context eu version", "kubectl --context eu auth can-i list pods -n shop"]
        ),
        ("kubectl get pod/x", ["kubectl version", "kubectl auth can-i get pod"]),
        (
            "kubectl get pods,events -A",
            ["kubectl version", "kubectl auth can-i list pods -A", "kubectl auth can-i list events -A"]
        ),
        ("kubectl describe nodes", ["kubectl version", "kubectl auth can-i list nodes"]),
        (
            "kubectl logs -n shop -l app=api --tail=200",
            [
                "kubectl version", "kubectl auth can-i list pods -n shop",
                "kubectl auth can-i get pods --subresource=log -n shop",
            ]
        ),
        (
            "kubectl logs -n shop statefulset/queue --tail=200",
            [
                "kubectl version", "kubectl auth can-i get statefulset -n shop", "kubectl auth can-i list pods -n shop",
                "kubectl auth can-i get pods --subresource=log -n shop",
            ]
        ),
        (
            "kubectl logs -n <namespace?> api-0",
            ["kubectl version", "kubectl auth can-i get pods", "kubectl auth can-i get pods --subresource=log"]
        ),
        ("kubectl top pods -n shop", ["kubectl version", "kubectl auth can-i list pods.metrics.k8s.io -n shop"]),
        ("kubectl rollout history deployment/api", ["kubectl version", "kubectl auth can-i get deployment"]),
        (
            "kubectl exec -n shop redis-0 -- redis-cli INFO stats",
            [
                "kubectl version", "kubectl auth can-i create pods --subresource=exec -n shop",
                "kubectl exec -n shop redis-0 -- redis-cli PING",
            ]
        ),
        ("kubectl version", ["kubectl version"]),
        ("psql -h db -p 5433 -U desk -d shop -x -c SELECT", ["psql -w -h db -p 5433 -U desk -d shop -Atc select 1"]),
        ("psql -h db -d <datname?> -c SELECT", ["psql -w -h db -d postgres -Atc select 1"]),
        ("pg_isready -h db", ["pg_isready -h db"]),
        ("redis-cli -h cache -p 6380 SLOWLOG GET 10", ["redis-cli -h cache -p 6380 PING"]),
        (
            "kafka-consumer-groups.sh --bootstrap-server kafka:9092 --describe --group a",
            ["kafka-consumer-groups.sh --bootstrap-server kafka:9092 --list"]
        ),
        ("helm list -n shop", ["helm version"]),
        ("/opt/team/disk-report", []),
    ])
    func `a command is asked for by what changes nothing`(_ command: String, _ asked: [String]) {
        let probes = CollectorProbe.all(of: command.split(separator: " ").map(String.init))
        #expect(probes.map { $0.words.joined(separator: " ") } == asked)
    }

    @Test(arguments: [
        "kubectl exec -n shop db-0 -- psql -U postgres -c SELECT", "kubectl top nodes", "redis-cli -h cache INFO",
        "kafka-topics.sh --bootstrap-server kafka:9092 --describe", "psql -l", "helm list",
    ])
    func `whatever is asked only reads by the rules for collectors`(_ command: String) throws {
        let probes = CollectorProbe.all(of: command.split(separator: " ").map(String.init))
        #expect(!probes.isEmpty)
        for probe in probes {
            let template = CommandTemplate(try probe.words.map { try ArgumentTemplate($0) })
            #expect(throws: Never.self) { try template.bound(to: [:], limit: .seconds(5)) }
        }
    }

    /// What kubectl 1.32, psql and pg_isready 15 and redis-cli 7 print.
    @Test(
        arguments: [
            (.reach, .succeeded, "Client Version: v1.32.4\nServer Version: v1.32.4\n", nil),
            (
                .reach, .failed,
                "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
                "the connection is refused: The connection"
            ),
            (
                .reach, .failed,
                "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
                "kubectl has no kubeconfig and asks localhost"
            ),
            (
                .reach, .failed,
                "Unable to connect to the server: dial tcp: lookup nowhere.invalid on 10.0.0.2:53: no such host",
                "the name does not resolve: Unable to connect"
            ),
            (.reach, .failed, "error: context \"nope\" does not exist", "the kubeconfig has no such context"),
            (
                .reach, .failed,
                "error: error loading config file \"dead\": yaml: line 6: did not find expected ',' or '}'",
                "the kubeconfig cannot be read"
            ),
            (.permission, .succeeded, "yes\n", nil),
            (.permission, .succeeded, "Warning: resource 'nodes' is not namespace scoped\n\nyes\n", nil),
            (.permission, .failed, "no\n", "the cluster does not allow it: get pods"),
            (
                .login, .failed,
                "psql: error: connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n"
                    + "\tIs the server running on that host and accepting TCP/IP connections?\n",
                "the connection is refused: psql: error"
            ),
            (
                .login, .failed,
                "psql: error: could not translate host name \"nowhere.invalid\" to address: Name or service not known\n",
                "the name does not resolve"
            ),
            (
                .login, .failed,
                "psql: error: connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  password authentication failed for user \"pw\"\n",
                "the login fails"
            ),
            (
                .login, .failed,
                "psql: error: connection to server at \"127.0.0.1\", port 5432 failed: fe_sendauth: no password supplied\n",
                "the login fails"
            ),
            (
                .login, .failed,
                "psql: error: connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  database \"nodb\" does not exist\n",
                "PostgreSQL does not let it in"
            ),
            (.login, .succeeded, "1\n", nil),
            (.ready, .failed, "127.0.0.1:1 - no response\n", "127.0.0.1:1 - no response: the connection is refused or"),
            (.ready, .failed, "Error from server (NotFound): pods \"nopod\" not found\n", "there is no such object"),
            (.redis, .succeeded, "PONG\n", nil),
            (.redis, .succeeded, "NOAUTH Authentication required.\n\n", "the login fails: NOAUTH"),
            (
                .redis, .succeeded,
                "AUTH failed: WRONGPASS invalid username-password pair or user is disabled.\nNOAUTH Authentication required.\n\n",
                "the login fails"
            ),
            (
                .redis, .failed, "Could not connect to Redis at 127.0.0.1:1: Connection refused\n",
                "the connection is refused"
            ),
            (
                .redis, .failed, "Could not connect to Redis at nowhere.invalid:6379: Name or service not known\n",
                "the name does not resolve"
            ),
            (.redis, .timedOut, "", "no answer within 5 s"),
            (
                .version, .failed,
                "Prometheus at http://127.0.0.1:9 did not answer: not connected: Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server\n",
                "the connection is refused"
            ),
            (
                .version, .failed,
                "Prometheus at http://nowhere.invalid did not answer: name not resolved: Could not resolve host: nowhere.invalid\n",
                "the name does not resolve"
            ),
            (
                .version, .failed,
                "the answer is none of Prometheus: 401 \"Unauthorized\"; is the address in endpoints.yaml right?\n",
                "the login fails"
            ),
            (.http, .succeeded, "status        503\nconnected     1 ms\n\ndown\n", nil),
            (.http, .succeeded, "status        401\nconnected     1 ms\n", "the login fails: status        401"),
            (.http, .failed, "api:8080 does not answer: connection refused\n", "the connection is refused: api:8080"),
            (
                .http, .failed,
                "api was not asked: its name leads to 127.0.0.1, which is asked only where the address itself is written\n",
                "its name leads to where none should: api was not asked"
            ),
            (
                .http, .failed,
                "api does not answer: certificate not trusted: SSL certificate problem: certificate has expired\n",
                "its certificate is not trusted: api"
            ),
            (
                .redis, .missing, "program \"redis-cli\" is not installed here; looked in /bin\n",
                "program \"redis-cli\" is not installed here"
            ),
        ] as [(CollectorProbe.Kind, CollectorOutcome, String, String?)])
    func `what the tools print says what is wrong`(
        _ kind: CollectorProbe.Kind, _ outcome: CollectorOutcome, _ output: String, _ expected: String?
    ) {
        let probe = CollectorProbe(kind, ["kubectl", "auth", "can-i", "get", "pods"])
        switch probe.verdict(outcome, output: output, limit: .seconds(5)) {
        case .works: #expect(expected == nil)
        case .cannotWork(let reason, let advice):
            #expect(expected.map(reason.hasPrefix) == true, "\(reason)")
            #expect(!advice.isEmpty)
        case .unknown(let reason): Issue.record("unknown: \(reason)")
        }
    }

    @Test(
        arguments: [
            (.http, .succeeded, "status        401\n"),
            (
                .version, .failed,
                "the answer is none of Prometheus: 401 \"Unauthorized\"; is the address in endpoints.yaml right?\n"
            ),
        ] as [(CollectorProbe.Kind, CollectorOutcome, String)])
    func `a login for which the table names a variable that is not set is told to set it`(
        kind: CollectorProbe.Kind, outcome: CollectorOutcome, output: String
    ) {
        func advice(_ unset: [String]) -> String? {
            let probe = CollectorProbe(kind, [], unsetVariables: unset)
            guard case .cannotWork(_, let advice) = probe.verdict(outcome, output: output, limit: .seconds(5)) else {
                return nil
            }
            return advice
        }
        #expect(advice(["API_TOKEN"]) == "set API_TOKEN, which the table names, in the server's environment")
        #expect(advice([])?.contains("API_TOKEN") == false)
    }

    @Test func `who may not ask what it may leaves it unknown`() {
        let output =
            "Error from server (Forbidden): selfsubjectaccessreviews.authorization.k8s.io is forbidden: User \"desk\" cannot "
            + "create resource \"selfsubjectaccessreviews\" in API group \"authorization.k8s.io\" at the cluster scope\n"
        let verdict = CollectorProbe(.permission, []).verdict(.failed, output: output, limit: .seconds(5))
        guard case .unknown = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }
}
