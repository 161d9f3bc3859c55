import IncidentCore
import IncidentStore
import TestSupport

extension ScenarioExpectation {
    var isOfArrivals: Bool {
        switch self {
        case .nothing, .arrival: true
        case .notification, .nothingOwed, .incident, .incidents, .entry: false
        }
    }
}

extension ScenarioPlayer {
    /// All that has arrived since the last look must be expected, and all that is expected must have arrived.
    func lookAtArrivals(_ group: ArraySlice<ScenarioLine>) {
        var arrivals = endpoints.takeArrivals()
        for line in group {
            guard case .expect(.arrival(let told, let count), let isExact) = line.what else { continue }
            for number in 1...max(count, 1) {
                let found = arrivals.firstIndex {
                    told.matches($0.message.notification) && (!isExact || $0.elapsed == line.time)
                }
                guard let found else {
                    let rest = arrivals.map { "\($0.message.line) at \($0.elapsed.prometheusText)" }
                    let which = count > 1 ? "number \(number) of " : ""
                    fail("\(which)\(told.words) has not come; there is \(rest)", line.number)
                    break
                }
                arrivals.remove(at: found)
            }
        }
        guard !arrivals.isEmpty, let line = group.first else { return }
        let left = arrivals.map {
            "\($0.message.line) about incident \($0.message.incident.id) at \($0.elapsed.prometheusText), "
                + "\($0.message.notification.reason)"
        }
        fail("nobody expected \(left.joined(separator: "; "))", line.number)
    }

    func look(at line: ScenarioLine) async throws {
        guard case .expect(let expectation, _) = line.what else { return }
        switch expectation {
        case .nothing, .arrival: break
        case .notification(let state, let told):
            let all = try await notifications()
            guard !all.contains(where: { $0.state == state && told.matches($0) }) else { return }
            fail("no \(state.rawValue) \(told.words); there is \(all.map(\.words))", line.number)
        case .nothingOwed:
            let owed = try await notifications().filter { $0.state.isOwed }
            if !owed.isEmpty { fail("owed is \(owed.map(\.words))", line.number) }
        case .incident(let id, let status, let owner, let priority):
            let incident = try await harness.incident(id)
            let isSo =
                incident.status == status && owner.map { $0 == incident.acknowledgedBy } ?? true
                && priority.map { $0 == incident.priority } ?? true
            guard !isSo else { return }
            let person = incident.acknowledgedBy.map { " by \($0)" } ?? ""
            fail("it is \(incident.status.rawValue)\(person) as \(incident.priority.rawValue)", line.number)
        case .incidents(let count):
            let incidents = try await harness.incidents()
            if incidents.count != count { fail("there are \(incidents.count)", line.number) }
        case .entry(let kind, let id, let words, let isThere):
            let timeline = try await harness.timeline(id)
            let found = timeline.filter { $0.kind == kind && (words.map($0.summary.contains) ?? true) }
            guard found.isEmpty == isThere else { return }
            let lines = timeline.map { "\($0.at.readable) \($0.kind.rawValue): \($0.summary)" }
            fail("\(isThere ? "no such" : "such an") entry in\n\(lines.joined(separator: "\n"))", line.number)
        }
    }

    private func notifications() async throws -> [Notification] {
        var all: [Notification] = []
        for incident in try await harness.incidents() {
            all += try await harness.notifications(incident.id).map(\.notification)
        }
        return all
    }
}

extension ScenarioExpectation.Told {
    func matches(_ notification: Notification) -> Bool {
        notification.event == event && notification.method.notifier == kind && notification.contact == contact
            && incident.map { $0 == notification.incidentID } ?? true
            && saying.map(notification.reason.contains) ?? true
    }

    var words: String {
        "\(event.rawValue) by \(kind.rawValue) to \(contact)" + (incident.map { " about incident \($0)" } ?? "")
            + (saying.map { " saying \"\($0)\"" } ?? "")
    }
}

extension Notification {
    fileprivate var words: String {
        "\(state.rawValue) \(event.rawValue) by \(method.notifier.rawValue) to \(contact) about \(incidentID), \(reason)"
    }
}
