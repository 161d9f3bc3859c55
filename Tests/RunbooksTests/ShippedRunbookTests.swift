import Foundation
import IncidentCore
import Runbooks
import TestSupport
import Testing

/// The client's runbook, from which the shipped tables come.
@Suite("The shipped runbook", .timeLimit(.minutes(5)))
struct ShippedRunbookTests {
    private let reading: RunbookReading

    init() throws { reading = try ReadRunbook.fixture("operations-runbook.md") }

    /// With `RESPONDER_RENEW_GOLDEN=1` the stored files are written anew; look at the difference before keeping it.
    private static func expect(_ text: String, in file: URL) throws {
        if ProcessInfo.processInfo.environment["RESPONDER_RENEW_GOLDEN"] != nil {
            return try Data(text.utf8).write(to: file)
        }
        let stored = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
        let difference = text.split(separator: "\n").difference(from: stored.split(separator: "\n"))
        #expect(text == stored, "\(file.lastPathComponent): \(difference); renew it with RESPONDER_RENEW_GOLDEN=1")
    }

    @Test func `importing it gives the shipped tables, byte for byte`() throws {
        for file in RunbookTables([reading]).files {
            try Self.expect(file.text, in: ResponderInstallation.root.appending(path: "routes/\(file.name)"))
        }
    }

    @Test func `each of its lines has one class, a rule that decided, and what it becomes`() throws {
        try Self.expect(
            RunbookProof(reading).text, in: ReadRunbook.folder.appending(path: "operations-runbook.proof.txt"))
        #expect(reading.lines.map(\.number) == Array(1...311))
    }

    @Test func `every command of it is a collector or a next step, and what no alert leads to is said`() {
        let collectors = [
            "pods", "rollout-history", "logs", "events", "database-ready", "database-activity", "redis-stats",
            "kafka-consumer-lag", "slow-queries", "pods-by-memory", "pods-by-cpu", "node-conditions",
        ]
        #expect(reading.parts.collectors.map(\.name) == collectors)
        #expect(reading.parts.nextSteps.count == 5)
        #expect(reading.warnings == [])
        #expect(reading.lines.count { $0.becomes.hasPrefix("would be") } == 41)
    }

    @Test func `a file of tables says whether somebody has changed it since it was imported`() throws {
        for file in RunbookTables([reading]).files {
            #expect(RunbookSeal.isIntact(file.text))
            #expect(!RunbookSeal.isIntact(file.text + "\n"))
            #expect(!RunbookSeal.isIntact(file.text.replacing(": ", with: ":  ")))
            #expect(!RunbookSeal.isIntact(file.text.replacing("# Written", with: "# written")))
        }
        #expect(!RunbookSeal.isIntact("collectors: []\n") && !RunbookSeal.isIntact(""))
    }
}
