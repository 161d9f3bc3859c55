import Testing

@testable import IncidentCore

@Suite("Collectors that were to look", .timeLimit(.minutes(5)))
struct CollectorLooksTests {
    private static func run(
        _ outcome: CollectorOutcome, _ output: String = "", collector: String = "pods", exitStatus: Int? = nil
    ) -> CollectorLooks.Run {
        let duration: Duration = exitStatus == nil && outcome != .timedOut ? .zero : .seconds(1)
        return CollectorLooks.Run(
            collector: collector, outcome: outcome,
            obstacle: outcome.obstacle(in: output, after: duration, exitStatus: exitStatus))
    }

    private static let refused = run(.notBound, "label namespace is \"Prod_EU\"\n", collector: "pods")

    @Test func `are counted by whether they could look`() {
        func run(_ name: String, _ outcome: CollectorOutcome) -> CollectorLooks.Run {
            CollectorLooks.Run(collector: name, outcome: outcome)
        }
        let good = (0..<14).map { run("c\($0)", .succeeded) }
        let bad = [run("x", .failed), run("y", .timedOut), run("z", .missing)]
        #expect(CollectorLooks(good + bad).words == "17 collectors: 14 worked, 3 could not look")
        #expect(CollectorLooks(good).words == "14 collectors: all worked")
        #expect(CollectorLooks(bad).words == "3 collectors: none could look")
        #expect(
            CollectorLooks(good + [run("c0", .failed)]).words == "15 runs of collectors: 14 worked, 1 could not look")
        // Where none could, all names would say no more.
        #expect(CollectorLooks(bad).wordsWithNames == CollectorLooks(bad).words)
        #expect(CollectorLooks(good).wordsWithNames == CollectorLooks(good).words)
        let twice = good + bad + [run("x", .failed)]
        #expect(
            CollectorLooks(twice).wordsWithNames
                == "18 runs of collectors: 14 worked, 4 could not look (x, y, z)")
        #expect(CollectorLooks(twice + [run("v", .failed)]).wordsWithNames.hasSuffix(" (x, y, z and 1 more)"))
    }

    @Test(
        arguments: [
            ([], "not known: no collector has looked"),
            ([run(.succeeded)], "nothing wrong was found"),
            ([run(.succeeded), run(.succeeded, "fine", collector: "nodes")], "nothing wrong was found"),
            ([refused], "not known: the collector could not look (label namespace is \"Prod_EU\")"),
            (
                [refused, run(.missing, "kubectl is not installed", collector: "nodes")],
                "not known: none of the 2 collectors could look (label namespace is \"Prod_EU\")"
            ),
            (
                [
                    refused, run(.missing, "kubectl is not installed", collector: "nodes"),
                    run(.missing, "kubectl is not installed", collector: "events"),
                ], "not known: none of the 3 collectors could look (kubectl is not installed)"
            ),
            (
                [run(.failed, "E1127 retry\nThe connection was refused\n", exitStatus: 1)],
                "not known: the collector could not look (The connection was refused)"
            ),
            (
                [run(.failed, "psql: error: no such role\ncommand terminated with exit code 2\n", exitStatus: 2)],
                "not known: the collector could not look (psql: error: no such role)"
            ),
            ([run(.failed, "", exitStatus: 1)], "not known: the collector could not look"),
            (
                [run(.failed, "the API server did not answer, so it was not asked\nmore")],
                "not known: the collector could not look (the API server did not answer, so it was not asked)"
            ),
            (
                [run(.timedOut, "NAME READY")],
                "not known: the collector could not look (stopped at the time limit)"
            ),
            (
                [run(.succeeded), run(.failed, "refused", collector: "nodes", exitStatus: 1)],
                "nothing found by 1 of 2 collectors; 1 could not look"
            ),
            (
                [run(.succeeded), run(.notBound, "label"), run(.notBound, "label")],
                "nothing found by 1 of 3 runs of collectors; 2 could not look"
            ),
        ] as [([CollectorLooks.Run], String)])
    func `nothing was found only where something could be`(runs: [CollectorLooks.Run], words: String) {
        #expect(UnknownCause(isBeingDiagnosed: false, CollectorLooks(runs)).words == words)
    }

    @Test func `while they run nobody knows yet`() {
        let cause = UnknownCause(isBeingDiagnosed: true, CollectorLooks([Self.refused]))
        #expect(cause.words == "not known yet: collectors are running")
        #expect(!cause.isBlind)
    }
}
