package import IncidentCore
import IncidentEngine

// What people do beside taking and closing, by the command line.
extension EngineHarness {
    package func unacknowledge(
        _ id: Int64 = 1, by person: String = "alice", why: String? = "not mine", takeOver: Consent<String> = .whatever
    ) async throws {
        _ = try await commands.unacknowledge(
            id, Deed(by: person, why: why, way: .commandLine), takeOver: takeOver)
    }

    package func snooze(
        _ id: Int64 = 1, by person: String = "alice", until end: String, why: String? = "a deployment runs",
        takeOver: Consent<String> = .whatever
    ) async throws {
        let deed = Deed(by: person, why: why, way: .commandLine)
        _ = try await commands.snooze(id, deed, until: end, takeOver: takeOver)
    }

    package func reopen(_ id: Int64 = 1, by person: String = "alice", why: String? = nil) async throws {
        _ = try await commands.reopen(id, Deed(by: person, why: why, way: .commandLine))
    }

    package func handOver(
        _ id: Int64 = 1, by person: String = "alice", to contact: String, why: String? = "my shift ends",
        takeOver: Consent<String> = .whatever
    ) async throws {
        let deed = Deed(by: person, why: why, way: .commandLine)
        _ = try await commands.handOver(id, deed, to: contact, takeOver: takeOver)
    }

    package func escalate(_ id: Int64 = 1, by person: String = "alice", why: String? = nil) async throws {
        _ = try await commands.escalate(id, Deed(by: person, why: why, way: .commandLine))
    }

    package func addResponder(
        _ id: Int64 = 1, by person: String = "alice", contact: String, why: String? = nil
    ) async throws {
        _ = try await commands.addResponder(id, Deed(by: person, why: why, way: .commandLine), contact)
    }

    package func diagnose(
        _ id: Int64 = 1, by person: String = "alice", collector: String? = nil, why: String? = nil
    ) async throws {
        _ = try await commands.diagnose(id, Deed(by: person, why: why, way: .commandLine), collector: collector)
    }

    /// What was sent since the last look, in any order.
    package func sentLines() -> [String] {
        let lines = deliverer.sent.map(\.line).sorted()
        deliverer.forget()
        return lines
    }
}
