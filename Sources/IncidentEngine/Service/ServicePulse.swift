package import IncidentCore
internal import Synchronization

/// When each service last came round, and what hinders it.
package final class ServicePulse: Sendable {
    /// How often a service comes round at least.
    package static let interval: Duration = .seconds(15)
    /// Older than this, `/healthz` fails.
    package static let limit: Duration = .seconds(120)
    /// How long a step of the clock is mentioned.
    private static let stepMentioned: Duration = .seconds(600)

    private struct State {
        var beats: [String: Timestamp] = [:]
        var troubles: [String: String] = [:]
        var step: (by: Duration, at: Timestamp)?
        var allSteps = Duration.zero
    }

    private let state = Mutex(State())

    package init() {}

    package func expect(_ name: String, from now: Timestamp) { beat(name, at: now) }

    /// - Parameter trouble: why it could not do its work, where a restart would change nothing.
    package func beat(_ name: String, at now: Timestamp, trouble: String? = nil) {
        state.withLock { state in
            state.beats[name] = now
            state.troubles[name] = trouble
        }
    }

    /// The clock was set: what was seen a while ago is as long ago as before.
    package func clockStepped(by step: Duration, at now: Timestamp) {
        state.withLock { state in
            state.beats = state.beats.mapValues { $0 + step }
            state.step = (step, now)
            state.allSteps += step
        }
    }

    /// By how much the clock was set since the start, altogether: what was read from it before is moved by the difference.
    package var clockSteps: Duration { state.withLock(\.allSteps) }

    /// When a service last came round.
    package func last(_ name: String) -> Timestamp? { state.withLock { $0.beats[name] } }

    /// The services that have not come round within the limit.
    package func late(at now: Timestamp) -> [String] {
        state.withLock { state in state.beats.filter { now - $0.value > Self.limit }.keys.sorted() }
    }

    /// What a person should know although the services come round, a sentence each.
    package func remarks(at now: Timestamp) -> [String] {
        state.withLock { state in
            var remarks = Set(state.troubles.values).sorted()
            if let step = state.step, now - step.at < Self.stepMentioned {
                let ago = Duration.seconds((now - step.at).wholeMilliseconds / 1000)
                remarks.append("the system's clock was set by \(step.by.signedText) \(ago.prometheusText) ago")
            }
            return remarks
        }
    }
}
