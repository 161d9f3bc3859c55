import IncidentCore
import IncidentEngine
import Logging
import TestSupport
import Testing

@testable import responder

@Suite("The log", .timeLimit(.minutes(5)))
struct RedactingLogHandlerTests {
    @Test func `has no secret in its message or facts, and what it is about stays`() {
        let lines = LogLines()
        let redactions = LogRedactions(knowing: [Secret("ourOwnToken7")])
        let logger = Logger(label: "under test") { _ in
            RedactingLogHandler(lines.handler, redactions: redactions)
        }
        logger.warning(
            "an answer with password=hunter22",
            metadata: [
                "error": "got ourOwnToken7", "urls": ["http://a:hunter22@b"], "more": ["token": "x token=abcdef7"],
                "incident.id": "\(17)",
            ])
        #expect(lines.all.count == 1)
        let line = lines.all.joined()
        #expect(line.hasPrefix("warning an answer with password=[redacted]") && line.contains("incident.id: 17"))
        #expect(line.contains("error: got [redacted]") && line.contains("http://a:[redacted]@b"))
        #expect(!line.contains("ourOwnToken7") && !line.contains("hunter22") && !line.contains("abcdef7"))
    }

    @Test func `follows the tables in force`() {
        let redactions = LogRedactions()
        #expect(redactions.value.apply(to: "seen tableSecret7") == "seen tableSecret7")
        let tables = CurrentTables(.sample)
        redactions.follow(tables)
        tables.know([Secret("tableSecret7")])
        #expect(redactions.value.apply(to: "seen tableSecret7") == "seen [redacted]")
    }
}
