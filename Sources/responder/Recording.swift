internal import IncidentCore
internal import IncidentEngine

/// What is simulated, and what is said of it.
struct Recording {
    var simulation: Simulation
    /// From when on it is shown.
    let from: Timestamp
    /// `nil` where nobody knows: of a file.
    let happened: ToldHistory?
    private let isOfOneIncident: Bool
    private let unclearDeeds: Int
    /// How people's deeds are played, in words.
    private var deeds: String?

    /// Of a file.
    init(_ simulation: Simulation) {
        self.simulation = simulation
        (from, happened, isOfOneIncident, unclearDeeds) = (simulation.start, nil, false, 0)
        deeds = "nobody takes anything; --ack-after lets somebody"
    }

    init(_ span: RecordedSpan, of choice: RecordedSpan.Choice) {
        simulation = span.simulation
        (from, happened, unclearDeeds) = (span.from, span.history, span.unclearDeeds)
        if case .incident = choice { isOfOneIncident = true } else { isOfOneIncident = false }
    }

    /// Lets other people be at work than those who were.
    mutating func change(ackAfter: Duration?, noAcks: Bool) {
        guard ackAfter != nil || noAcks else { return }
        simulation.acknowledgeAfter = ackAfter
        simulation.events.removeAll { if case .deed = $0.what { true } else { false } }
        deeds = ackAfter.map { "who is paged takes the incident \($0.prometheusText) later" } ?? "nobody takes anything"
    }

    /// What of a simulated history is of interest.
    func shown(_ history: ToldHistory) -> ToldHistory {
        guard isOfOneIncident, let happened else { return history.since(from) }
        return history.since(from).sharing(happened)
    }

    func notes(_ result: SimulationResult, _ tables: RoutingTables) -> [String] {
        var notes = ["collectors run nothing, and every endpoint takes at once what it is given"]
        notes.append(deeds ?? repeated(result))
        if !simulation.hearsHeartbeats, !tables.heartbeats.isEmpty { notes.append("no heartbeat is missed") }
        if tables.alertmanager != nil {
            notes.append("Alertmanager is not asked, so nothing is corrected by its answers")
        }
        if from > simulation.start {
            notes.append("incidents that were open at the beginning are played from \(simulation.start.readable) on")
        }
        if let first = result.refusedBodies.first {
            notes.append(
                "\(result.refusedBodies.count == 1 ? "1 body was refused" : "\(result.refusedBodies.count) bodies were refused, the first of them"): \(first.reason)"
            )
        }
        return notes
    }

    private func repeated(_ result: SimulationResult) -> String {
        let count = simulation.events.count { if case .deed = $0.what { true } else { false } }
        let without = result.refusedDeeds + unclearDeeds
        let what = count + unclearDeeds == 1 ? "1 deed" : "\(count + unclearDeeds) deeds"
        return "people do what they did: \(what)" + (without > 0 ? ", of which \(without) could not be repeated" : "")
    }
}
