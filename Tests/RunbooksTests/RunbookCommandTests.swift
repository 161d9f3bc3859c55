import Foundation
import IncidentCore
import Runbooks
import Testing

/// What becomes of one command that stands under a heading for P1.
@Suite("Commands of a runbook", .timeLimit(.minutes(5)))
struct RunbookCommandTests {
    @Test(
        arguments: [
            ("kubectl get pods -n shop", "pods: kubectl get pods -n {label:namespace|shop}"),
            ("kubectl get pods --namespace=shop", "pods: kubectl get pods --namespace={label:namespace|shop}"),
            (
                "kubectl rollout history deploy/api -n shop",
                "rollout-history: kubectl rollout history deploy/{label:deployment|api} -n {label:namespace|shop}"
            ),
            (
                "kubectl describe deployment api",
                "deployment-details: kubectl describe deployment {label:deployment|api}"
            ),
            ("kubectl logs -l app=api --tail=5", "logs: kubectl logs -l app={label:app|api} --tail=5"),
            ("kubectl logs -l app=api,tier=x", "logs: kubectl logs -l app=api,tier=x"),
            ("kubectl get pod <pod-name> -n <namespace>", "pod: kubectl get pod {label:pod} -n {label:namespace}"),
            ("kubectl get pod $POD_NAME -n ${NS:-shop}", "pod: kubectl get pod {label:pod} -n {label:namespace|shop}"),
            ("kubectl get pod POD_NAME -n YOUR_NAMESPACE", "pod: kubectl get pod {label:pod} -n {label:namespace}"),
            ("kubectl get pod {{ $labels.pod }}", "pod: kubectl get pod {label:pod}"),
            ("NS=shop\nkubectl get pods -n $NS", "pods: kubectl get pods -n {label:namespace|shop}"),
            ("export NS=shop\nkubectl get pods -n \"$NS\"", "pods: kubectl get pods -n {label:namespace|shop}"),
            ("kubectl get pvc <pvc>", "pvc: kubectl get pvc {label:persistentvolumeclaim}"),
            (
                "kubectl exec -it db-0 -n shop -- pg_isready",
                "database-ready: kubectl exec db-0 -n {label:namespace|shop} -- pg_isready"
            ),
            (
                "kubectl exec -i -t db-0 -- psql -c \"SELECT * FROM pg_stat_activity WHERE state = 'x';\"",
                "database-activity: kubectl exec db-0 -- psql -c SELECT * FROM pg_stat_activity WHERE state = 'x';"
            ),
            ("kubectl top nodes", "nodes-usage: kubectl top nodes"), ("helm list -A", "helm-releases: helm list -A"),
            ("redis-cli INFO stats", "redis-stats: redis-cli INFO stats"),
            ("kubectl get pods 2>/dev/null", "pods: kubectl get pods"),
            ("kubectl get pods 2>&1 | grep -v Running", "pods: kubectl get pods | grep Running v"),
            ("kubectl get pods | less", "pods: kubectl get pods"),
        ])
    func `a command that only reads is a collector`(command: String, collector: String) throws {
        let reading = try ReadRunbook.commands(command)
        #expect(reading.parts.collectors.map(\.text) == [collector])
        #expect(reading.parts.nextSteps == [])
    }

    @Test(arguments: ["/tmp/kubectl get pods", "/opt/evil/psql -c 'SELECT 1'", "/tmp/redis-cli INFO"])
    func `a program that is only called like a tool is no collector`(command: String) throws {
        let reading = try ReadRunbook.commands(command)
        let program = try #require(command.split(separator: " ").first)
        let name = try #require(program.split(separator: "/").last)
        #expect(reading.parts.collectors == [] && reading.parts.nextSteps.map(\.command) == [command])
        #expect(
            reading.lines.contains {
                $0.rule == "\"\(program)\" is not known to be \(name), as it is in no folder of the system"
            })
    }

    @Test(
        arguments: [
            ("grep -i -A 3 foo", ["grep foo i A3"]), ("grep -A3 -B2 foo", ["grep foo B2 A3"]),
            ("grep -C 2 x", ["grep x B2 A2"]),
            ("grep -5 x", ["grep x B5 A5"]), ("grep -F a.b", ["grep a.b F"]), ("grep -vi x", ["grep x v i"]),
            ("grep --ignore-case --after-context=1 x", ["grep x i A1"]), ("grep -c x", ["grep x", "wc"]),
            ("grep -m 3 x", ["grep x", "head 3"]), ("grep -e a -e b", ["grep a|b"]),
            ("grep -w a", [#"grep \b(?:a)\b"#]),
            // Basic expressions: what is a sign there is text here, and the other way round.
            (#"grep "a\|b""#, ["grep a|b"]), (#"grep 'a+(b)'"#, [#"grep a\+\(b\)"#]),
            (#"grep '[(|]\.'"#, [#"grep [(|]\."#]),
            ("grep -E 'a|b+'", ["grep a|b+"]), ("egrep 'a|b'", ["grep a|b"]), ("fgrep 'a|b'", ["grep a|b F"]),
            ("head", ["head 10"]), ("head -20", ["head 20"]), ("head -n 5", ["head 5"]), ("head -n5", ["head 5"]),
            ("tail --lines=7", ["tail 7"]), ("sort", ["sort"]), ("sort -rn", ["sort n r"]),
            ("sort -u", ["sort", "uniq"]),
            ("sort | uniq -c | sort -nr | head -n 3", ["sort", "uniq c", "sort n r", "head 3"]), ("wc -l", ["wc"]),
            ("grep --color=auto x | cat", ["grep x"]),
        ] as [(String, [String])])
    func `a pipe is filters`(pipe: String, filters: [String]) throws {
        let reading = try ReadRunbook.commands("kubectl get pods | \(pipe)")
        #expect(reading.parts.collectors.first?.command.filters.map(\.text) == filters)
    }

    @Test(
        arguments: [
            ("kubectl delete pod x", "kubectl delete"), ("kubectl rollout restart ds/x", "rollout restart"),
            ("kubectl get secret x -o yaml", "get secret"), ("kubectl logs -f x", "follows a log"),
            ("kubectl get pods -w", "watches"),
            ("kubectl port-forward svc/x 80", "stays open"), ("kubectl edit configmap x", "opens an editor"),
            ("kubectl exec -it x -- /bin/sh", "opens a shell"), ("watch kubectl get pods", "is repeated"),
            ("./scripts/health.sh production", "depends on where it is called"), ("oc get pods", "\"oc\""),
            ("kubectl get pods > pods.txt", "has a redirection (> pods.txt)"),
            ("kubectl get pods < x", "has a redirection"),
            ("kubectl get pods | jq .", "jq . is none of our filters"),
            ("kubectl get pods | xargs -n 1 kubectl delete pod", "xargs"),
            ("kubectl get pods | grep -o x", "grep -o"), ("kubectl get pods | tail -f", "tail -f"),
            ("kubectl get pods | sort -k 3", "sort -k"), ("kubectl get pods | grep x file", "reads the file file"),
            ("kubectl get pods | grep -E '('", "RE2"),
            ("kubectl get pods -n $(cat ns)", "a shell would fill in $(cat ns)"),
            ("kubectl get pods -n `cat ns`", "a shell would fill in"),
            ("kubectl get {pods,nodes}", "a shell would fill in"),
            ("PGHOST=x psql -c 'SELECT 1'", "sets PGHOST"),
            ("kubectl get pods &", "background"), ("kubectl get pods && kubectl delete pod x", "kubectl delete"),
            ("cd /opt && kubectl get pods", "\"cd\""),
            ("kubectl get pod <backup-id>", "no label of an alert says what <backup-id> is"),
            ("$TOOL get pods", "no label of an alert says what $TOOL is"), ("sudo kubectl get pods", "\"sudo\""),
            ("kubectl get pods | | head", "nothing stands behind the pipe"),
        ] as [(String, String)])
    func `any other command is a next step, with the reason`(command: String, reason: String) throws {
        let reading = try ReadRunbook.commands("# 2. Do this\n\(command)")
        #expect(reading.parts.collectors == [])
        #expect(reading.parts.nextSteps.map(\.title) == ["Do this"])
        #expect(reading.parts.nextSteps.map(\.command) == [command])
        let line = try #require(reading.lines.first { $0.number == 5 })
        #expect(line.kind == .nextStep && line.rule.contains(reason), "\(line.rule)")
        #expect(reading.lines[3].kind == .nextStep)
    }

    @Test(
        arguments: [
            "cat <<EOF | kubectl apply -f -\nkind: Pod\nEOF", "for p in a b; do kubectl delete pod $p; done",
            "kubectl get pods 'x", "(cd x; kubectl get pods)", "cd /tmp", "export A=b", "X=$(kubectl get pods)",
            "kubectl get pods -l '{label:a'", "echo done", "> slowlog get 10",
            "PGPASSWORD=hunter22 psql -c 'SELECT 1'", "psql -c \"alter role bob password E'Kq7vT2mX9wRz'\"",
            "psql -c 'alter role bob password $$Kq7vT2mX9wRz$$'",
            "mysql -e \"ALTER USER b IDENTIFIED BY ('Kq7vT2mX')\"",
            #"mongosh --eval 'db.auth("bob","Kq7vT2mX9wRz")'"#, "kubectl get pods -n payments --token=abc.def.ghi",
            "curl -H 'Authorization: Bearer 0123456789abcdef' https://x.example.com",
        ])
    func `what is no command by itself is imported as nothing`(text: String) throws {
        let reading = try ReadRunbook.commands(text)
        #expect(reading.parts.collectors == [] && reading.parts.nextSteps == [])
        #expect(reading.lines.count { $0.kind == .prose } == reading.lines.count - 1)
    }

    @Test func `a quote that only some shells know costs its own line, and what follows is read`() throws {
        let reading = try ReadRunbook.commands(
            #"kubectl logs x -c $'\x41'"# + "\nkubectl get pods\nkubectl logs x | grep \"ready$\"")
        #expect(reading.lines[3].kind == .prose && reading.lines[3].rule == "$' is a quote that only some shells know")
        #expect(
            reading.parts.collectors.map(\.text) == ["pods: kubectl get pods", "logs: kubectl logs x | grep ready$"])
        #expect(reading.parts.nextSteps == [])
    }

    @Test(
        arguments: [
            ("export KUBECONFIG=~/.kube/prod", RunbookLine.Kind.prose), ("KUBECONFIG=/etc/kube/prod.yaml", .prose),
            ("export \"KUBECONFIG=$HOME/prod\"", .prose), ("unset KUBECONFIG", .prose),
            ("KUBECONFIG=prod.yaml kubectl get nodes", .nextStep), ("kubectl config use-context prod", .nextStep),
            ("kubectl --kubeconfig x config use-context prod", .nextStep), ("kubectx prod", .nextStep),
            ("aws eks update-kubeconfig --name prod", .nextStep),
            ("gcloud container clusters get-credentials prod", .nextStep),
            ("export KUBECONFIG=prod.yaml && kubectl get nodes", .nextStep),
        ] as [(String, RunbookLine.Kind)])
    func `what chooses a cluster says so, and what stands below it is warned of`(
        choice: String, kind: RunbookLine.Kind
    ) throws {
        let reading = try ReadRunbook.commands(
            "kubectl get svc\n\(choice)\nkubectl get pods\nkubectl rollout restart deploy/x\npg_isready -h db")
        let line = reading.lines[4]
        #expect(line.kind == kind)
        #expect(
            line.rule.hasSuffix("chooses a cluster; collectors ask that of the server's own kubeconfig"), "\(line.rule)"
        )
        let warning = "; line 5 chooses a cluster for it"
        #expect(
            reading.lines.filter { $0.rule.hasSuffix(warning) }.map(\.number) == [6, 7],
            "\(reading.lines.map(\.rule))")
        #expect(RunbookProof(reading).text.contains("only reads\(warning) -> pods: "))
        #expect(reading.warnings.map { $0.hasPrefix("line 5: this chooses a cluster") } == [true])

        let table = try #require(RunbookTables([reading]).files.first { $0.name == "collectors.runbook.yaml" }).text
        let remark =
            "  # For the cluster that line 5 of runbook.md chooses; whether the server's own kubeconfig asks that one, see to it.\n"
        #expect(table.contains("\(remark)  - name: pods\n"))
        #expect(table.contains("\(remark)  - procedure: \"P1: Down\"\n"))
        #expect(table.components(separatedBy: remark).count == 3)
    }

    @Test func `a cluster is chosen up to the next procedure, and by what a block without a language says too`() throws
    {
        let reading = try ReadRunbook.text(
            """
            ## P1: Down
            First `kubectl config use-context prod`, then look.
            ### What to look at
            ```
            kubectl get pods
            ```
            ## P2: Slow
            ```
            export KUBECONFIG=prod.yaml
            kubectl get nodes
            ```
            ## P3: Odd
            ```
            kubectl get events
            kubectl config get-contexts
            ```
            """)
        #expect(reading.lines.filter { $0.rule.contains("chooses a cluster for it") }.map(\.number) == [5, 10])
        #expect(reading.warnings.count == 2)
    }

    @Test func `two reading commands on a line are two collectors`() throws {
        let reading = try ReadRunbook.commands("kubectl get pods && kubectl get events; kubectl top pods")
        #expect(reading.parts.collectors.map(\.name) == ["pods", "events", "pods-usage"])
        #expect(reading.lines[3].becomes.split(separator: ";").count == 3)
    }

    @Test func `what the runbook says not to do is nothing, though it only reads`() throws {
        let reading = try ReadRunbook.text(
            "## P1: Down\n\nNever do this:\n\n```\nkubectl get pods -A\n```\n")
        #expect(reading.parts.collectors == [])
    }

    @Test func `no table holds a password that stands in a sentence above a command`() throws {
        let reading = try ReadRunbook.commands(
            "# With export PGPASSWORD=hunter2secretX9 set, restart it\nkubectl rollout restart deployment/x")
        let tables = RunbookTables([reading]).files.map(\.text).joined()
        #expect(tables.contains("rollout restart deployment/") && tables.contains("[redacted]"))
        #expect(!tables.contains("hunter2secretX9"))
    }

    @Test func `what the runbook says not to do is no next step`() throws {
        let reading = try ReadRunbook.commands(
            "# Never do this\nkubectl delete ns shop\n\n# Do not do this\nkubectl drain x")
        #expect(reading.parts.nextSteps == [])
        #expect(reading.lines[4].rule == "the runbook says not to")
        let inText = try ReadRunbook.text(
            "## P1: Down\n\nUse `kubectl get pods -n a` instead of `kubectl delete pods --all -n a`.\nDo not run `kubectl drain x y`.\n"
        )
        #expect(inText.parts.nextSteps == [] && inText.parts.collectors.count == 1)
        #expect(
            try ReadRunbook.commands("# Never do this\nkubectl get ns shop\nkubectl delete ns shop").parts.nextSteps
                == [])
    }

    @Test func `what is struck out is no step`() throws {
        let reading = try ReadRunbook.text(
            "## P1: Down\n\n1. ~~`kubectl rollout undo deploy/checkout`~~ (deprecated, use Argo)\n"
                + "2. Roll back: `argocd app rollback checkout`\n")
        #expect(reading.parts.nextSteps.map(\.command) == ["argocd app rollback checkout"])
        #expect(reading.lines[2].kind == .prose)
    }

    @Test func `a sentence above a block says what its first command is for, and what not to do of all`() throws {
        let block = "\n\n```bash\nkubectl cordon x\nkubectl drain x\n# Let it back\nkubectl uncordon x\n```\n"
        let reading = try ReadRunbook.text("## P1: Down\n\nTake the node out:\(block)")
        #expect(reading.parts.nextSteps.map(\.title) == ["Take the node out", "kubectl drain x", "Let it back"])
        #expect(
            try ReadRunbook.text("## P1: Down\n\nNever do this:\(block)").parts.nextSteps.map(\.title) == [
                "Let it back"
            ])
    }

    @Test func `what is to be done instead is a next step, and its line is one`() throws {
        let text = "Instead of `kubectl delete pod edge -n a` run `kubectl rollout restart deploy/edge -n a`"
        let reading = try ReadRunbook.text("## P1: Down\n\n\(text).\n")
        #expect(reading.parts.nextSteps.map(\.title) == [text.filter { $0 != "`" }])
        #expect(reading.parts.nextSteps.map(\.command).allSatisfy { $0.contains("rollout restart") })
        #expect(reading.lines[2].kind == .nextStep)
    }

    @Test func `in a table the other cells say what a command is for`() throws {
        let reading = try ReadRunbook.text(
            "## P1: Down\n\n| Command | When |\n|-|-|\n| `redis-cli -h r FLUSHALL` | as a last resort |\n")
        #expect(reading.parts.nextSteps.map(\.title) == ["as a last resort"])
    }

    @Test func `a comment above what looks is no title of what changes something`() throws {
        let reading = try ReadRunbook.commands(
            "# 0. Pods\nkubectl get pods\nkubectl get svc\nkubectl rollout restart deploy/x")
        #expect(reading.parts.nextSteps.map(\.title) == ["P1: Down"])
    }

    @Test func `a step for a shell keeps its pipe, with labels where it names what the runbook is about`() throws {
        let reading = try ReadRunbook.commands(
            """
            # 1. Save it
            kubectl exec -n shop db-0 -- \\
              pg_dump -U "x y" app > backup-$(date +%Y).sql 2>&1
            kubectl get pods -n shop | xargs -I{} kubectl delete pod {} -n shop
            """)
        #expect(
            reading.parts.nextSteps.map(\.command) == [
                "kubectl exec -n {label:namespace|shop} db-0 -- pg_dump -U \"x y\" app > backup-$(date +%Y).sql 2>&1",
                "kubectl get pods -n {label:namespace|shop} | xargs -I{} kubectl delete pod {} -n {label:namespace|shop}",
            ])
        #expect(reading.lines[5].rule == "goes on from line 5")
    }

    @Test func `only what a runbook names most is replaced by an alert's labels`() throws {
        let reading = try ReadRunbook.commands(
            "kubectl get pods -n shop\nkubectl get events -n shop\nkubectl get prometheusrules -n monitoring")
        #expect(reading.parts.collectors.last?.command.arguments.last == "monitoring")
    }

    @Test func `names say what is looked at, and each stands once`() throws {
        let reading = try ReadRunbook.text(
            """
            ## P1: Down
            ```sh
            kubectl get pods -n a
            # Check the web
            kubectl get pods -n b
            kubectl get pods -n c
            kubectl get pods -n d
            kubectl logs x-0 | grep "slow query"
            kubectl describe nodes | grep -A5 Conditions
            ```
            ## P2: Slow
            ```sh
            kubectl get pods -n a
            kubectl get pods -n a
            ```
            """)
        #expect(
            reading.parts.collectors.map(\.name) == [
                "pods", "web", "p1-down-pods", "pods-2", "logs", "node-conditions", "p2-slow-pods",
            ])
        #expect(reading.lines[13].rule == "the same as p2-slow-pods")
    }

    @Test func `a comment names the command right below it, without its number`() throws {
        let reading = try ReadRunbook.commands(
            """
            # 1. Tell the others
            # 2. Turn it back
            kubectl rollout undo deploy/x
            # see https://example.com

            # All of it
            # (takes a while)
            kubectl rollout restart deploy/x
            kubectl rollout pause deploy/x

            kubectl cordon x
            """)
        #expect(reading.parts.nextSteps.map(\.title) == ["Turn it back", "All of it", "All of it", "P1: Down"])
        #expect(reading.lines.filter { $0.rule == "a comment that names no command" }.map(\.number) == [4, 7, 10])
    }
}
