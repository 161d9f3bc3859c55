import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite("Stored baselines", .timeLimit(.minutes(5)))
struct BaselineStoreTests {
    static let question = BaselineQuestion(collector: "pods", arguments: ["kubectl", "get", "pods"], told: [:])

    /// With the question, due an hour after the start.
    private static func store() async throws -> ScratchStore {
        let scratch = try ScratchStore()
        try await scratch.store.write { transaction in
            try transaction.addBaselineQuestion(
                question, labels: ["namespace": "web"], askedAt: .start, dueAt: .start + .seconds(3600))
        }
        return scratch
    }

    private static func add(_ scratch: ScratchStore, at seconds: Int64...) async throws {
        try await scratch.store.write { transaction in
            for second in seconds {
                try transaction.addBaseline("\(second)\n", takenAt: .start + .seconds(second), of: 1)
            }
        }
    }

    @Test func `the newest before a time is found, of the same question alone`() async throws {
        let scratch = try await Self.store()
        try await Self.add(scratch, at: 0, 60, 120)
        func found(_ question: BaselineQuestion, before seconds: Int64) async throws -> String? {
            try await scratch.store.read { try $0.baseline(of: question, before: .start + .seconds(seconds)) }?.output
        }
        #expect(try await found(Self.question, before: 0) == nil)
        #expect(try await found(Self.question, before: 120) == "60\n")
        #expect(try await found(Self.question, before: 121) == "120\n")
        for other in [
            BaselineQuestion(collector: "all", arguments: Self.question.arguments, told: [:]),
            BaselineQuestion(collector: "pods", arguments: ["kubectl", "get"], told: [:]),
            BaselineQuestion(collector: "pods", arguments: Self.question.arguments, told: ["a": "b"]),
        ] {
            #expect(try await found(other, before: 9999) == nil)
        }
    }

    @Test func `of one question the newest are kept, and those that an open incident is compared with`() async throws {
        let scratch = try await Self.store()
        try await scratch.add(.sample(.triggered, group: "a"), .sample(.resolved, group: "b"))
        try await Self.add(scratch, at: -120, -60)
        for second in 0..<30 { try await Self.add(scratch, at: Int64(second)) }
        let kept = try await scratch.value(
            "SELECT group_concat(output, '') FROM (SELECT output FROM baseline ORDER BY id)")
        #expect(kept == "-60\n" + (6..<30).map { "\($0)\n" }.joined())
        try await scratch.execute("UPDATE incident SET status = 'resolved', resolved_at_ms = 1")
        try await Self.add(scratch, at: 30)
        #expect(try await scratch.count("baseline") == StoreTransaction.baselinesKept)
    }

    @Test func `a question that is asked again keeps its turn, and one that is forgotten takes its baselines along`()
        async throws
    {
        let scratch = try await Self.store()
        try await Self.add(scratch, at: 0)
        let later = Timestamp.start + .seconds(60)
        try await scratch.store.write { transaction in
            try transaction.addBaselineQuestion(
                Self.question, labels: [:], askedAt: later, dueAt: later + .seconds(9999))
        }
        let stored = try await scratch.store.read { try $0.baselineQuestions() }
        #expect(
            stored == [
                StoredBaselineQuestion(
                    id: 1, question: Self.question, labels: ["namespace": "web"], askedAt: later,
                    dueAt: .start + .seconds(3600))
            ])
        try await scratch.store.write { try $0.forgetBaselineQuestions([1]) }
        #expect(try await scratch.count("baseline") == 0)
        // What was being asked meanwhile is let go.
        try await Self.add(scratch, at: 60)
        #expect(try await scratch.count("baseline") == 0)
    }

    @Test func `a turn is taken once`() async throws {
        let scratch = try await Self.store()
        func claim(at seconds: Int64) async throws -> Bool {
            try await scratch.store.write {
                try $0.claimBaseline(1, at: .start + .seconds(seconds), next: .start + .seconds(seconds + 3600))
            }
        }
        #expect(try await claim(at: 3599) == false)
        #expect(try await claim(at: 3600))
        #expect(try await claim(at: 3600) == false)
    }

    @Test func `an incident that is over hastens what it asked, and nothing else`() async throws {
        let scratch = try await Self.store()
        let id = try await scratch.add(.sample(group: "a"))[0]
        let changes = try await scratch.store.write { transaction in
            try transaction.addBaselineQuestion(
                BaselineQuestion(collector: "nodes", arguments: ["kubectl", "get", "nodes"], told: [:]), labels: [:],
                askedAt: .start, dueAt: .start + .seconds(3600))
            try transaction.requestDiagnosis(.opened, of: nil, incidentID: id, at: .start)
            let claimed = try transaction.claimDiagnosis(owner: "us", at: .start, leaseUntil: .start + .seconds(60))
            if let claimed { try transaction.addArtifact(.sample("one\n"), at: 0, of: claimed) }
            try transaction.hastenBaselines(ofIncident: id, at: .start + .seconds(5))
            return transaction.changes
        }
        #expect(changes.contains(.baseline))
        let dues = try await scratch.store.read { try $0.baselineQuestions() }.map(\.dueAt)
        #expect(dues == [.start + .seconds(5), .start + .seconds(3600)])
    }

    @Test func `what is different is kept with its artifact`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        let comparison = BaselineComparison(
            baselineAt: .start - .seconds(60),
            difference: OutputDifference(
                from: "NAME   STATE\na      up\n", to: "NAME   STATE\na      down\nb      up\n"))
        try await scratch.store.write { transaction in
            try transaction.requestDiagnosis(.opened, of: nil, incidentID: id, at: .start)
            let claimed = try #require(
                try transaction.claimDiagnosis(owner: "us", at: .start, leaseUntil: .start + .seconds(60)))
            var artifact = DiagnosticArtifact.sample("one\n")
            artifact.comparison = comparison
            try transaction.addArtifact(artifact, at: 0, of: claimed)
            try transaction.addArtifact(.sample("two\n", by: "logs"), at: 1, of: claimed)
        }
        #expect(comparison.difference.count == 2)
        #expect(try await scratch.store.read { try $0.artifactComparisons(incidentID: id) } == [1: comparison])
        #expect(try await scratch.store.read { try $0.artifactComparison(1) } == comparison)
        #expect(try await scratch.store.read { try $0.artifactComparison(2) } == nil)
    }
}
