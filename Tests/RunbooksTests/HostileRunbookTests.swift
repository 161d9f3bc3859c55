import IncidentCore
import Runbooks
import TestSupport
import Testing

@Suite("Hostile runbooks", .timeLimit(.minutes(5)))
struct HostileRunbookTests {
    @Test func `nothing below a fence that is not closed is imported`() throws {
        let reading = try ReadRunbook.text("# P1: a\n\n```bash\nkubectl get pods\n\n## P2: b\nkubectl get nodes\n")
        #expect(reading.parts == RunbookParts())
        #expect(reading.warnings == ["line 3: this fence is not closed; nothing below it is imported"])
        #expect(reading.lines[6].rule == "the fence of line 3 is not closed, so nothing says what is code")
    }

    @Test(
        arguments: [
            "| Role | Contact | Escalation Path |\n|-|-|-|\n| Me |\n||\n| |a@example.com|PagerDuty|\n",
            "| Role | Contact |\n|-|-|\n| Me | no address |\n| Me | <script>@example.com |\n",
            "| Severity | Time |\n|-|-|\n| | 5m |\n| P9 | 5m |\n| blue |\n",
            "| Metric | Threshold |\n|-|-|\n| a |\n| | b |\n",
            "| Alert | Severity |\n|-|-|\n| DiskFull |\n| | P1 |\n| x y | P1 |\n",
            "<pre>\nkubectl get pods\n</pre>\n", "<!--\n# P1: a\n```bash\nkubectl get pods\n```\n-->\n",
            "# P1: a\n\n```\nNAME   READY   STATUS\nx      1/1     Running\n```\n",
            "# P1: a\n\n```yaml\nrun: kubectl get pods\n```\n",
            "# P1: a\n\n![kubectl get pods](data:image/png;base64,\(String(repeating: "A", count: 20_000)))\n",
            "# P1: a\n\n\t\tx\n", "---\n---\n---\n", "\r\r\r", "``````\n",
        ])
    func `what says nothing makes no row, and each line has its class`(text: String) throws {
        let reading = try ReadRunbook.text(text)
        #expect(reading.parts == RunbookParts())
        #expect(reading.lines.map(\.number) == Array(1..<(reading.lines.count + 1)))
        #expect(RunbookProof(reading).text.split(separator: "\n").count == reading.lines.count + 1)
    }

    @Test func `line ends and tabs of other systems change nothing`() throws {
        let text = "## P1: a\n\n```bash\n# 1. Look\nkubectl get pods \\\n\t-n shop\n```\n"
        let reading = try ReadRunbook.text(text)
        for ends in ["\r\n", "\r"] {
            let other = try ReadRunbook.text(text.replacing("\n", with: ends))
            #expect(other.parts == reading.parts && other.lines.map(\.rule) == reading.lines.map(\.rule))
        }
        #expect(reading.parts.collectors.map(\.text) == ["pods: kubectl get pods -n {label:namespace|shop}"])
    }

    @Test func `text of a runbook stays text in the tables`() throws {
        let reading = try ReadRunbook.text(
            """
            ## P1: "x": [&a *b] {label:c} # d\u{7F}\u{202E}

            - Do: "y" # z `team do --it 'a b' "c: d" <id>`
            - `kubectl get pods -l 'x in (a,b)'`
            - `kubectl delete pod '{label:'`

            | Role | Contact | Escalation |
            |-|-|-|
            | Me: "it's" # me | a@example.com | Slack #x"y |

            ## Severity
            - P1: a\u{2028}b: [c]
            """, file: "a\nb: c.md")
        let text = RunbookTables([reading]).files.map(\.text).joined()
        #expect(!text.contains("\u{202E}") && !text.contains("\u{7F}") && !text.contains("\u{2028}"))
        #expect(reading.parts.contacts.map(\.path) == [["email"]])
        #expect(reading.parts.collectors.count == 1)
        #expect(!text.contains("delete pod"))
    }

    /// Pieces of runbooks in any order: whatever is imported is admitted, and every line has its class.
    @Test(arguments: 0..<300)
    func `no mixture of pieces makes a collector of what changes something`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "## P1: Down\n", "# KubePodNotReady\n", "## Common\n", "```bash\n", "```\n", "```console\n", "~~~\n", "\n",
            "- ", "> ",
            "    ", "$ ", "# 2. Do this\n", "kubectl get pods", "kubectl delete pods --all", " -n shop", " | grep x",
            " && ",
            "; ", " | xargs ", "kubectl exec -it x -- ", "rm -rf /", "sh -c 'kubectl delete ns x'", " \\\n", "'", "\"",
            "`", "$(",
            ")", "<pod>", "<<EOF\n", "EOF\n", "{label:pod}", "{label:", "| a | b |\n|---|---|\n",
            "| kubectl get pods |",
            "psql -c \"DROP TABLE x\"", "psql -c 'SELECT 1'", "redis-cli FLUSHALL", "helm upgrade x y",
            " > /etc/passwd", "&",
            "--context=evil", " --kubeconfig=/x", "kubectl get secrets -A", "for x in y; do\n", "done\n", "\t", "\r\n",
            "P1: ",
        ]
        let text = (0..<Int.random(in: 5...60, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }
            .joined()
        let reading = try ReadRunbook.text(text)
        #expect(reading.lines.map(\.number) == Array(1..<(reading.lines.count + 1)))
        let proof = reading.lines.map(\.becomes).joined(separator: "\n")
        for collector in reading.parts.collectors {
            #expect(proof.contains("\(collector.name): ["), "seed \(seed): \(text)")
            #expect(ReadOnlyGrammar.refusal(of: collector.command.arguments) == nil, "seed \(seed): \(text)")
            let words = collector.command.arguments.joined(separator: " ")
            for change in ["delete", "rm -rf", "DROP", "FLUSHALL", "upgrade", "evil", "secrets", ">", "&&", "xargs"] {
                #expect(!words.contains(change), "seed \(seed): \(words)")
            }
        }
    }
}
