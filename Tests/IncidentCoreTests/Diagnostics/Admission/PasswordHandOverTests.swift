import IncidentCore
import Testing

/// Commands are written as in a shell here: words between blanks.
@Suite(.timeLimit(.minutes(5))) struct PasswordHandOverTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let command: String
        let labels: Labels
        /// What it says of the labels; `nil` where the password goes with the command.
        let chosen: String?
        var testDescription: String { "\(command) with \(labels)" }

        init(_ command: String, _ labels: Labels = [:], chosen: String? = nil) {
            (self.command, self.labels, self.chosen) = (command, labels, chosen)
        }
    }

    @Test(arguments: [
        Case("kubectl exec -n shop redis-0 -- redis-cli INFO"),
        Case("kubectl exec -n shop redis-0 -- redis-cli INFO", ["namespace": "tenant-evil"]),
        // What the table itself would ask.
        Case("kubectl exec -n {label:namespace|shop} redis-0 -- redis-cli INFO"),
        Case("kubectl exec -n {label:namespace|shop} redis-0 -- redis-cli INFO", ["namespace": "shop"]),
        Case("kubectl exec -n {label:namespace|shop} redis-0 -- redis-cli INFO", ["namespace": ""]),
        Case("kubectl exec redis-0 -- redis-cli GET {label:key:name}", ["key": "a"]),
        Case("kubectl exec redis-0 -- redis-cli -n {label:db:int|0} GET a", ["db": "3"]),
        // Another pod than that.
        Case(
            "kubectl exec -n {label:namespace|shop} redis-0 -- redis-cli INFO", ["namespace": "tenant-evil"],
            chosen: "namespace=tenant-evil"),
        Case(
            "kubectl exec -n {label:namespace} redis-0 -- redis-cli INFO", ["namespace": "shop"],
            chosen: "namespace=shop"),
        Case("kubectl -n{label:ns|a} exec redis-0 -- redis-cli INFO", ["ns": "b"], chosen: "ns=b"),
        Case("kubectl exec --namespace={label:ns|a} redis-0 -- redis-cli INFO", ["ns": "b"], chosen: "ns=b"),
        Case("kubectl exec {label:pod} -- redis-cli INFO", ["pod": "redis-0"], chosen: "pod=redis-0"),
        Case("kubectl exec redis-{label:n:int|0} -- redis-cli INFO", ["n": "1"], chosen: "n=1"),
        Case("kubectl exec svc/{label:s|redis} -- redis-cli INFO", ["s": "other"], chosen: "s=other"),
        Case("kubectl exec redis-0 -c {label:c|redis} -- redis-cli INFO", ["c": "sidecar"], chosen: "c=sidecar"),
        Case("kubectl exec -c -- {label:pod} -- redis-cli INFO", ["pod": "redis-0"], chosen: "pod=redis-0"),
        Case(
            "kubectl exec -n {label:b|x} {label:a|y} -c {label:a|y} -- redis-cli GET {label:k}",
            ["a": "1", "b": "2", "k": "3"], chosen: "a=1, b=2"),
    ])
    func `a password goes to the pod that the table names, and to none that a label chose`(_ one: Case) throws {
        let collector = try Self.collector(one.command)
        let words = try #require(collector.question(for: CollectorSubject(one.labels)))
        let handOver = collector.passwordHandOver(to: words, about: one.labels)
        if let chosen = one.chosen {
            #expect(
                handOver
                    == .withheld(
                        because:
                            "redis is not given the password of REDISCLI_AUTH, because the alert's label \(chosen) chose "
                            + "the pod; where that pod may have it, write it out in a collector of its own"))
        } else {
            #expect(handOver == .asking(try #require(ReadOnlySession.askingForPassword(words))))
        }
    }

    @Test(arguments: [
        "redis-cli INFO", "kubectl get pods -n {label:namespace|shop}",
        "kubectl exec {label:pod|db-0} -- psql -c 'SELECT 1'",
    ])
    func `what asks for no password is given none`(_ command: String) throws {
        let collector = try Self.collector(command)
        let words = try #require(collector.question(for: CollectorSubject([:])))
        #expect(collector.passwordHandOver(to: words, about: [:]) == nil)
    }

    @Test func `a collector that does not name the password is given none`() throws {
        let collector = try Self.collector("kubectl exec redis-0 -- redis-cli INFO", variables: ["REGION"])
        let words = try #require(collector.question(for: CollectorSubject([:])))
        #expect(collector.passwordHandOver(to: words, about: [:]) == nil)
    }

    private static func collector(_ command: String, variables: [String] = ["REDISCLI_AUTH"]) throws -> Collector {
        let words = try shellWords(command).map { word in try ArgumentTemplate(word) }
        return Collector(
            name: "redis", procedure: "", when: Selector(), source: .run(CommandTemplate(words)), variables: variables)
    }
}
