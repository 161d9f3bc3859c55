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

    @Test func `says first that nothing was found of what the alert names, where all that was found is elsewhere`()
        throws
    {
        var other = Finding(collector: "pods", level: .critical, text: "2 pods of analytics-api are in state Error")
        other.elsewhere = "elsewhere in llm-analytics-hub"
        let message = Self.message(.succeeded, findings: [other])
        let said = "Nothing wrong was found of what the alert names; 1 finding is about other things"
        #expect(message.unseenWords == said)
        let mail = try RenderedMail(message, from: "desk@example.com")
        let words = mail.text.split { $0.isWhitespace }.joined(separator: " ")
        let first = try #require(words.firstRange(of: said))
        let second = try #require(
            words.firstRange(of: "elsewhere in llm-analytics-hub: critical: 2 pods of analytics-api are in state Error")
        )
        #expect(first.upperBound < second.lowerBound)
        var running = message
        running.isBeingDiagnosed = true
        #expect(running.unseenWords == nil)
    }
}
