import Collectors
import IncidentCore
import TestSupport
import Testing

@testable import responder

/// What `check --probe` says that it has asked.
@Suite(.timeLimit(.minutes(5))) struct CollectorProbingTests {
    @Test func `of Redis behind kubectl it is the command as it ran, which asks for the password`() async throws {
        let words = ["kubectl", "exec", "redis-0", "--", "redis-cli", "INFO", "stats"]
        let collector = Collector(
            name: "redis-stats", procedure: "", when: Selector(),
            source: .run(CommandTemplate(try words.map { try ArgumentTemplate($0) })),
            variables: [ReadOnlySession.redisPassword])
        // As the runner does it where the variable is set.
        let runner = CollectorRunner { collector, subject, _ in
            let asked = collector.question(for: subject) ?? []
            let isRedis = asked.last == "PING"
            return DiagnosticArtifact(
                collector: collector.name, procedure: "",
                arguments: ReadOnlySession.askingForPassword(asked) ?? asked, startedAt: TestClock.monday,
                duration: .milliseconds(5), exitStatus: 0, outcome: .succeeded, bytes: 0, truncated: false,
                output: isRedis ? "NOAUTH Authentication required.\n" : "yes\n", findings: [])
        }
        var probing = CollectorProbing(runner: runner, redactions: .builtIn, labels: [:], missing: { _ in nil })
        // A machine under load answers late, and that is not what is tested.
        (probing.limit, probing.limitOfAll) = (.seconds(200), .seconds(200))
        let row = try #require(await probing.report(of: [collector]).collectors.first)
        #expect(row.state == .cannotWork)
        #expect(
            row.asked == [
                "kubectl version", "kubectl auth can-i create pods --subresource=exec",
                "kubectl exec redis-0 -i -- redis-cli --askpass --no-auth-warning PING",
            ])
    }
}
