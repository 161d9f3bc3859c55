package import Collectors
package import IncidentCore
import Synchronization

/// Stands for the collectors' programs: each writes what the test says, and hangs where the test wants it.
package final class ScriptedRunner: Sendable {
    private struct State {
        var outputs: [String: String] = [:]
        var gates: [String: Gate] = [:]
        var begun: [String] = []
        var failing: CollectorOutcome?
    }

    private let clock: TestClock
    private let state = Mutex(State())

    package init(clock: TestClock) { self.clock = clock }

    /// What a collector writes from now on; without it nothing.
    package func output(_ collector: String, _ text: String) { state.withLock { $0.outputs[collector] = text } }

    /// Lets every collector end so from now on.
    package func fail(_ outcome: CollectorOutcome) { state.withLock { $0.failing = outcome } }

    /// Lets each run of a collector hang until the gate is opened.
    package func hang(_ collector: String) -> Gate {
        let gate = Gate()
        state.withLock { $0.gates[collector] = gate }
        return gate
    }

    /// The collectors that have begun, in order.
    package var begun: [String] { state.withLock(\.begun) }

    package var runner: CollectorRunner {
        CollectorRunner { collector, labels, _ in await self.run(collector, labels) }
    }

    private func run(_ collector: Collector, _ labels: Labels) async -> DiagnosticArtifact {
        let startedAt = clock.now
        let (output, gate, failing) = state.withLock { state in
            state.begun.append(collector.name)
            return (state.outputs[collector.name] ?? "", state.gates[collector.name], state.failing)
        }
        await gate?.pass()
        return DiagnosticArtifact(
            collector: collector.name, procedure: collector.procedure,
            arguments: collector.question(for: labels) ?? collector.source.shownQuestion(for: labels),
            startedAt: startedAt, duration: clock.now - startedAt, exitStatus: failing == nil ? 0 : 1,
            outcome: failing ?? .succeeded,
            bytes: output.utf8.count, truncated: false, output: output,
            findings: collector.findings.flatMap { $0.findings(in: output, of: collector.name) })
    }
}
