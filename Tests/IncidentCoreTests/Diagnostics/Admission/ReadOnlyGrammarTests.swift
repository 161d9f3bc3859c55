import IncidentCore
import Testing

/// Commands are written as in a shell here: words between blanks, single quotes around blanks.
func shellWords(_ line: String) -> [String] {
    line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
        index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
}

@Suite(.timeLimit(.minutes(5))) struct ReadOnlyGrammarTests {
    @Test(arguments: [
        // The runbook's own.
        "kubectl get pods -n llm-analytics-hub",
        "kubectl rollout history deployment/analytics-api -n llm-analytics-hub",
        "kubectl logs -n llm-analytics-hub -l app=analytics-api --tail=200",
        "kubectl get events -n llm-analytics-hub --sort-by=.lastTimestamp",
        "kubectl exec -n llm-analytics-hub timescaledb-0 -- pg_isready -U postgres",
        "kubectl exec -n llm-analytics-hub redis-0 -- redis-cli INFO stats",
        "kubectl exec -n llm-analytics-hub kafka-0 -- kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --group analytics-consumers",
        "kubectl top pods -n llm-analytics-hub --sort-by=memory", "kubectl top nodes", "kubectl describe nodes",
        "kubectl get prometheusrules -n monitoring", "helm list -A", "kubectl describe resourcequota -n x",
        "kubectl get pods -n x -o custom-columns=NAME:.metadata.name,RESTARTS:.status.containerStatuses[0].restartCount",
        // With labels, and in other ways of writing options.
        "kubectl get pods -n {label:namespace|llm-analytics-hub} -l app={label:app}",
        "kubectl -n x --context=prod get po -owide -A", "kubectl --namespace x describe pod {label:pod:name}",
        "/usr/local/bin/kubectl get pods,deployments.apps -oyaml", "kubectl get pod/{label:pod} deploy/x",
        "kubectl rollout status deployment/x --watch=false", "kubectl events -A --types=Warning",
        "kubectl exec {label:pod} -c db -- /usr/bin/redis-cli -h 127.0.0.1 -p 6379 SLOWLOG GET 10",
        "kubectl version --client", "kubectl cluster-info", "kubectl api-resources --verbs=list",
        "kubectl logs pod/x --all-containers=true --previous --since=1h",
        "pg_isready -h db -p 5432 -t 3", "redis-cli --no-auth-warning CONFIG GET maxmemory*", "redis-cli memory stats",
        "redis-cli PING", "redis-cli CLIENT LIST", "redis-cli LATENCY DOCTOR",
        "kafka-topics --bootstrap-server b:9092 --list",
        "helm history api -n x --max 5", "helm status api -n x",
        "kafka-consumer-groups --bootstrap-server=b:9092 --list",
    ])
    func `a command that only reads passes`(_ line: String) {
        #expect(ReadOnlyGrammar.refusal(of: shellWords(line)) == nil)
    }

    @Test(
        arguments: [
            // Changing verbs and unknown ones.
            ("kubectl delete pod x", "\"kubectl delete\""),
            ("kubectl rollout undo deployment/x", "\"kubectl rollout undo\""),
            ("kubectl rollout restart deployment/x", "rollout restart"),
            ("kubectl scale deployment x --replicas=1", "scale"),
            ("kubectl edit deployment x", "edit"), ("kubectl port-forward svc/x 80", "port-forward"),
            ("kubectl my-plugin", "my-plugin"), ("kubectl", "has no verb"), ("kubectl -n x", "has no verb"),
            ("kubectl cluster-info dump", "cluster-info dump"), ("kubectl config view", "\"kubectl config\""),
            ("kubectl {label:verb} pods", "kubectl {label:verb}"),
            ("kubectl rollout {label:verb} x", "rollout {label:verb}"), ("kubectl top", "does not say what of"),
            // Secrets, in every way to name them.
            ("kubectl get secret", "secrets"), ("kubectl get secrets -o yaml", "secrets"),
            ("kubectl get secret/db", "secrets"),
            ("kubectl get po,secrets", "secrets"), ("kubectl get pods secret/x", "secrets"),
            ("kubectl describe pod/x Secret/y", "secrets"),
            ("kubectl -n x get secrets.v1.", "secrets"), ("kubectl get {label:kind}", "kind of resource"),
            ("kubectl get pods,{label:kind}", "kind of resource"), ("kubectl get {label:kind}/x", "kind of resource"),
            ("kubectl get -n x", "does not say what of"),
            ("kubectl get secrets,pods/x", "secrets"), ("kubectl get deploy/a secrets/db", "secrets"),
            ("kubectl get deploy/a {label:x:name}", "mixes TYPE/NAME"), ("kubectl get deploy/a b", "mixes TYPE/NAME"),
            ("kubectl get ' secrets'", "no name of a resource"), ("kubectl get sеcrets", "no name of a resource"),
            ("kubectl get pods,", "strangely"),
            // Other identities, servers, files and endless output.
            ("kubectl get pods --as=admin", "\"--as\""), ("kubectl --as-group x get pods", "--as-group"),
            ("kubectl get --raw /api/v1/secrets", "--raw"), ("kubectl get pods --token x", "--token"),
            ("kubectl -s https://x get pods", "\"-s\""), ("kubectl get pods -w", "\"-w\""),
            ("kubectl get pods --watch", "--watch"),
            ("kubectl get pods -Aw", "\"-w\""), ("kubectl logs -f x", "\"-f\""),
            ("kubectl logs x --follow=true", "--follow"),
            ("kubectl rollout status deployment/x --watch=true", "\"--watch\""),
            ("kubectl get -f x.yaml", "\"-f\""), ("kubectl get pods -o jsonpath-file=/etc/x", "jsonpath-file"),
            ("kubectl get pods -ogo-template-file=/etc/x", "go-template-file"),
            ("kubectl get pods -o {label:o}", "output format"),
            ("kubectl get pods --context {label:file}", "from a label"),
            ("kubectl get pods --kubeconfig x", "elsewhere"), ("kubectl get pods --{label:x}", "--"),
            ("kubectl get pods -n", "\"-n\""), ("kubectl get pods -- x", "has a \"--\""),
            ("kubectl -- get exec pods", "has no verb"),
            // What runs inside a pod.
            ("kubectl exec x -- sh -c id", "\"sh\" is not a program"), ("kubectl exec -it x -- psql", "\"-i\""),
            ("kubectl exec x --stdin -- pg_isready", "--stdin"), ("kubectl exec x pg_isready", "has no \"--\""),
            ("kubectl exec -- pg_isready", "exactly one pod"), ("kubectl exec x --", "the command is empty"),
            ("kubectl exec x -- redis-cli FLUSHALL", "FLUSHALL"),
            ("kubectl exec x -- {label:cmd}", "comes from a label"),
            // Redis.
            ("redis-cli", "has no command"), ("redis-cli DEL x", "DEL"), ("redis-cli CONFIG SET a b", "CONFIG SET"),
            ("redis-cli SLOWLOG RESET", "SLOWLOG RESET"), ("redis-cli CONFIG GET *", "password"),
            ("redis-cli config get requirepass", "password"), ("redis-cli CONFIG GET mast*", "password"),
            ("redis-cli CONFIG GET {label:p}", "password"), ("redis-cli CLIENT KILL x", "CLIENT KILL"),
            ("redis-cli -a pw INFO", "\"-a\""), ("redis-cli --eval x.lua", "--eval"),
            ("redis-cli -r -1 PING", "\"-r\""),
            ("redis-cli INFO {label:x} ; FLUSHALL", "no shell"), ("redis-cli EVAL x 0", "EVAL"),
            // Kafka, Helm, and what is unknown.
            (
                "kafka-consumer-groups.sh --bootstrap-server b --group x --reset-offsets --to-earliest --execute",
                "--reset-offsets"
            ),
            ("kafka-consumer-groups.sh --bootstrap-server b --delete --group x", "--delete"),
            ("kafka-consumer-groups.sh --bootstrap-server b --desc", "--desc"),
            ("kafka-topics.sh --bootstrap-server b --topic x", "needs --describe or --list"),
            ("kafka-topics.sh --bootstrap-server b --alter --topic x", "--alter"),
            ("helm upgrade x y", "helm upgrade"), ("helm get values x", "helm get"),
            ("helm status x -o yaml", "whole record"),
            ("rm -rf /", "\"rm\" is not a program"), ("sh -c 'kubectl get pods'", "trusted: true"),
            ("{label:tool} get", "from a label"),
            ("", "the command is empty"),
        ])
    func `a command that is not known to only read is refused, and the refusal names what`(
        _ line: String, _ named: String
    ) throws {
        let refusal = try #require(ReadOnlyGrammar.refusal(of: shellWords(line)))
        #expect(refusal.contains(named), "\(refusal)")
    }

    @Test func `a refusal says what to do`() {
        #expect(
            ReadOnlyGrammar.refusal(of: shellWords("kubectl delete pod x"))
                == "\"kubectl delete\" is not a command that is known to only read (api-resources, api-versions, auth, "
                + "cluster-info, describe, events, exec, explain, get, logs, rollout, top, version); "
                + "put the command under next_steps")
        #expect(
            ReadOnlyGrammar.refusal(of: ["health-check.sh"])
                == "\"health-check.sh\" is not a program that is known to only read; "
                + "put the command under next_steps, or give the collector trusted: true")
        #expect(
            ReadOnlyGrammar.refusal(of: ["kubectl get pods"])
                == "\"kubectl get pods\" is not a program that is known to only read; "
                + "write each word as an entry of its own: [kubectl, get, pods]")
        #expect(
            ReadOnlyGrammar.refusal(of: shellWords("kubectl exec db-0 -- rm -rf /"))
                == "\"kubectl exec\" runs an inner command that is refused: \"rm\" is not a program that is known to "
                + "only read; put the command under next_steps")
        #expect(
            ReadOnlyGrammar.refusal(of: shellWords("/tmp/kubectl get pods"))
                == "\"/tmp/kubectl\" is not known to be kubectl, as it is in no folder of the system; "
                + "write kubectl alone, or give the collector trusted: true")
        #expect(
            ReadOnlyGrammar.refusal(of: shellWords("kubectl exec db-0 -- /tmp/psql -l"))
                == "\"kubectl exec\" runs an inner command that is refused: \"/tmp/psql\" is not known to be psql, as it "
                + "is in no folder of the system; write psql alone")
    }

    @Test(arguments: [
        "psql", "kubectl", "/bin/psql", "/usr/bin/psql", "/usr/local/bin/kubectl", "/snap/bin/helm",
        "/usr/lib/postgresql/15/bin/psql", "/usr/pgsql-16/bin/pg_isready", "/opt/kafka/bin/kafka-topics.sh",
        "/opt/kafka_2.13-3.9.0/bin/kafka-consumer-groups.sh", "/opt/bitnami/redis/bin/redis-cli",
    ])
    func `a tool is known by its name, and in a folder of the system`(_ program: String) {
        #expect(ReadOnlyGrammar.knows(program))
    }

    @Test(arguments: [
        "bash", "kubectl/bash", "/usr/bin/bash", "/tmp/kubectl", "/opt/evil/psql", "/home/me/bin/helm", "/psql",
        "/usr/bin/",
        "/usr/bin/../../tmp/psql", "/usr//bin/psql", "/tmp/usr/bin/psql", "/usr/bin/psql/psql",
        "/usr/lib/postgresql/../bin/psql", "/usr/lib/postgresql/15/x/bin/psql", "/opt/kafka/../bin/kafka-topics.sh",
        "/opt/bitnami/../bin/psql", "bin/psql", "./psql", "/usr/bin\n/psql",
    ])
    func `what lies elsewhere is no tool, be it called like one`(_ program: String) {
        #expect(!ReadOnlyGrammar.knows(program))
        #expect(ReadOnlyGrammar.refusal(of: [program, "--version"]) != nil)
        #expect(CollectorTarget.all(of: [program, "get", "pods"]).isEmpty)
    }
}
