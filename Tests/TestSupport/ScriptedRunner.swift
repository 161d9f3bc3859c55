package import Collectors
package import IncidentCore
import Synchronization

/// Stands for the collectors' programs: each writes what the test says, and hangs where the test wants it.
package final class ScriptedRunner: Sendable {
    private struct State {
        var outputs: [String: String] = [:]
        var sharedSince: [String: Timestamp] = [:]
        var gates: [String: Gate] = [:]
        var begun: [String] = []
        var shares: [Duration] = []
        var failing: CollectorOutcome?
        var breaker = CircuitBreaker()
        var isSilent = false
    }

    /// Who has to answer for every collector.
    package static let target = "the cluster"

    private let clock: TestClock
    private let state = Mutex(State())

    package init(clock: TestClock) { self.clock = clock }

    /// What a collector writes from now on; without it nothing.
    package func output(_ collector: String, _ text: String) { state.withLock { $0.outputs[collector] = text } }

    /// Gives what a collector writes from now on as the answer that another incident got then.
    package func share(_ collector: String, since asked: Timestamp) {
        state.withLock { $0.sharedSince[collector] = asked }
    }

    /// Lets every collector end so from now on.
    package func fail(_ outcome: CollectorOutcome) { state.withLock { $0.failing = outcome } }

    /// Lets each run of a collector hang until the gate is opened.
    package func hang(_ collector: String) -> Gate {
        let gate = Gate()
        state.withLock { $0.gates[collector] = gate }
        return gate
    }

    /// Opens the circuit, as if another question had got no answer just now.
    ///
    /// - Parameter isSilent: whether those get none either that try it from now on, within no time.
    package func breakCircuit(isSilent: Bool = false) {
        state.withLock { state in
            state.breaker.didNotAnswer(at: clock.now)
            state.isSilent = isSilent
        }
    }

    /// Whether who is asked from now on gets no answer, within no time.
    package func beSilent(_ isSilent: Bool = true) { state.withLock { $0.isSilent = isSilent } }

    /// The collectors that have begun, in order; those with which nobody was asked have not.
    package var begun: [String] { state.withLock(\.begun) }

    /// For how long each of these may have an answer that another run got.
    package var shares: [Duration] { state.withLock(\.shares) }

    package var runner: CollectorRunner {
        CollectorRunner { collector, subject, _ in await self.run(collector, subject) }
    }

    private func run(_ collector: Collector, _ subject: CollectorSubject) async -> DiagnosticArtifact {
        let startedAt = clock.now
        let (refusal, output, gate, failing, sharedSince) = state.withLock { state in
            let refusal = state.breaker.refusal(at: startedAt)
            if refusal == nil {
                state.begun.append(collector.name)
                state.shares.append(collector.shareFor)
            }
            return (
                refusal, state.outputs[collector.name] ?? "", state.gates[collector.name], state.failing,
                state.sharedSince[collector.name]
            )
        }
        var artifact = DiagnosticArtifact(
            collector: collector.name, procedure: collector.procedure,
            arguments: collector.question(for: subject) ?? collector.source.shownQuestion(for: subject),
            startedAt: sharedSince ?? startedAt, duration: .zero, exitStatus: nil, outcome: .failed, bytes: 0,
            truncated: false,
            output: "\(Self.target) did not answer, so it was not asked\n", findings: [])
        guard refusal == nil else {
            artifact.silentTarget = Self.target
            return artifact
        }
        await gate?.pass()
        let isSilent = state.withLock { state in
            if state.isSilent {
                state.breaker.didNotAnswer(at: clock.now)
            } else {
                if !state.breaker.isClosed { artifact.answeringAgain = [Self.target] }
                state.breaker.answered()
            }
            return state.isSilent
        }
        artifact.duration = clock.now - startedAt
        artifact.exitStatus = failing == nil && !isSilent ? 0 : 1
        artifact.outcome = isSilent ? .timedOut : failing ?? .succeeded
        if isSilent { artifact.unansweringTarget = Self.target }
        (artifact.bytes, artifact.output) = (output.utf8.count, output)
        artifact.findings = collector.findings(
            in: output, collector.rows(in: output, of: output), at: startedAt)
        return artifact
    }
}
