import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct NextStepTests {
    private func step(_ words: String..., labels: Labels) throws -> String? {
        let command = try words.map { word in try ArgumentTemplate(word) }
        let template = NextStepTemplate(procedure: "P1", title: "Roll back", when: Selector(), command: command)
        return template.filled(from: labels).command
    }

    @Test func `a step is filled in as a person would type it`() throws {
        let command = try step(
            "kubectl", "rollout", "undo", "deployment/{label:app|analytics-api}", "-n", "{label:namespace}",
            labels: ["namespace": "shop"])
        #expect(command == "kubectl rollout undo deployment/analytics-api -n shop")
    }

    @Test func `a hostile or missing label stands as a placeholder`() throws {
        let command = try step(
            "kubectl", "-n", "{label:namespace}", "app={label:app|web}", "{label:pod}",
            labels: ["namespace": "x; rm -rf /", "app": "$(id)"])
        #expect(command == "kubectl -n <namespace> app=<app> <pod>")
    }

    @Test(arguments: [
        ("VACUUM ANALYZE;", "'VACUUM ANALYZE;'"), ("it's", #"'it'\''s'"#), ("", "''"), ("a<b", "'a<b'"),
        ("<pod-name>", "<pod-name>"), ("<a b>", "'<a b>'"), ("$HOME", "'$HOME'"), ("--replicas=10", "--replicas=10"),
        ("é", "'é'"), ("a\nb", "'a\nb'"),
    ])
    func `a word is quoted where a shell would see something in it`(_ word: String, _ quoted: String) throws {
        #expect(try step(word, labels: [:]) == quoted)
    }

    @Test func `a step without a command has none`() {
        let template = NextStepTemplate(procedure: "P1", title: "Call them", when: Selector(), command: [])
        #expect(template.filled(from: [:]) == NextStep(procedure: "P1", title: "Call them", command: nil))
    }
}
