import IncidentCore
import TestSupport
import Testing

@testable import Notifiers

@Suite("A message of which no collector could look", .timeLimit(.minutes(5)))
struct UnseenCauseTests {
    private static func message(_ outcome: CollectorOutcome, findings: [Finding] = []) -> Message {
        var message = Message.sample()
        message.findings = findings
        message.artifacts = [
            ArtifactExcerpt(
                collector: "pods", command: "kubectl get pods -n", outcome: outcome, duration: .zero,
                output: "label namespace is \"Prod_EU\", which is no DNS name\n")
        ]
        return message
    }

    private static let said =
        "Not known: the collector could not look (label namespace is \"Prod_EU\", which is no DNS name)"

    @Test func `says so where the findings stand, and why`() throws {
        let mail = try RenderedMail(Self.message(.notBound), from: "desk@example.com")
        #expect(mail.text.contains("What was found"))
        // The mail breaks long lines.
        let words = mail.text.split { $0.isWhitespace }.joined(separator: " ")
        #expect(words.contains(Self.said))
        let info = Finding(collector: "db", level: .info, text: "the database accepts connections")
        #expect(Self.message(.missing, findings: [info]).unseenWords == Self.said)
    }

    @Test func `says nothing of it where one has looked, or something was found`() {
        #expect(Self.message(.succeeded).unseenWords == nil)
        let found = Finding(collector: "db", level: .warning, text: "pool is full")
        #expect(Self.message(.notBound, findings: [found]).unseenWords == nil)
    }
}
