import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite(.timeLimit(.minutes(5))) struct DiagnosisClaimTests {
    private static func claim(
        _ scratch: ScratchStore, by owner: String = "us", at now: Timestamp = .start
    ) async throws -> ClaimedDiagnosis? {
        try await scratch.store.write {
            try $0.claimDiagnosis(owner: owner, at: now, leaseUntil: now + .seconds(60))
        }
    }

    private static func request(_ scratch: ScratchStore, _ incidents: Int64...) async throws {
        try await scratch.store.write { transaction in
            for id in incidents { try transaction.requestDiagnosis(.opened, of: nil, incidentID: id, at: .start) }
        }
    }

    @Test func `a round of collectors is one claimant's until its lease ends, then another's`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await Self.request(scratch, id)
        let ours = try #require(try await Self.claim(scratch))
        #expect((ours.incidentID, ours.reason, ours.requestedAt) == (id, .opened, .start))
        #expect(try await Self.claim(scratch, by: "them", at: .start + .seconds(59)) == nil)
        let theirs = try #require(try await Self.claim(scratch, by: "them", at: .start + .seconds(60)))
        #expect(theirs.id == ours.id && ours.claimedUntil == .start + .seconds(60))
        #expect(theirs.claimedUntil == .start + .seconds(120))
    }

    @Test func `the most urgent incident is diagnosed first`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(
            .sample(.triggered, .p4, group: "a"), .sample(.triggered, .p1, group: "b"),
            .sample(.triggered, .p2, group: "c"))
        try await Self.request(scratch, ids[0], ids[1], ids[2])
        var claimed: [Int64] = []
        while let next = try await Self.claim(scratch), claimed.count < 9 { claimed.append(next.incidentID) }
        #expect(claimed == [ids[1], ids[2], ids[0]])
    }

    @Test func `of the urgent ones alone what is less urgent is not claimed`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(.triggered, .p3, group: "a"), .sample(.triggered, .p2, group: "b"))
        try await Self.request(scratch, ids[0], ids[1])
        func claimUrgent() async throws -> Int64? {
            try await scratch.store.write {
                try $0.claimDiagnosis(owner: "us", urgentOnly: true, at: .start, leaseUntil: .start + .seconds(60))
            }?.incidentID
        }
        #expect(try await scratch.store.read { try $0.nextDiagnosisDue(urgentOnly: true) } == .start)
        #expect(try await claimUrgent() == ids[1])
        #expect(try await claimUrgent() == nil)
        #expect(try await scratch.store.read { try $0.nextDiagnosisDue(urgentOnly: true) } == .start + .seconds(60))
        #expect(try await Self.claim(scratch)?.incidentID == ids[0])
    }

    @Test func `a restart takes back what the process that is gone had claimed`() async throws {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"))
        try await Self.request(scratch, ids[0])
        let left = try #require(try await Self.claim(scratch, by: "gone"))
        try await Self.request(scratch, ids[1])
        _ = try #require(try await Self.claim(scratch, by: "us"))
        try await scratch.store.write {
            try $0.saveInstance("us", seenAt: .start)
            try $0.releaseAbandonedDiagnoses(at: .start)
        }
        #expect(try await Self.claim(scratch, by: "us") == left)
        #expect(try await Self.claim(scratch, by: "us") == nil)
    }

    @Test func `a collector that ran before a crash is kept as it was, and known as finished`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await Self.request(scratch, id)
        let round = try #require(try await Self.claim(scratch))
        for output in ["first", "second"] {
            _ = try await scratch.store.write { try $0.addArtifact(.sample(output), at: 0, of: round) }
        }
        #expect(try await scratch.store.write { try $0.finishedCollectors(diagnosisID: round.id) } == ["pods"])
        let artifacts = try await scratch.store.read { try $0.artifacts(incidentID: id) }
        #expect(artifacts.count == 1)
        #expect(artifacts[0].original == Original(redactions: 2, sha256: "2c26b46b"))
        #expect(try await scratch.store.read { try $0.artifactOutput(artifacts[0].id) } == "first")
        let findings = try await scratch.store.read { try $0.findings(incidentID: id) }
        #expect(findings.map(\.text) == ["first"])
    }

    @Test func `of a finding are kept its line, how many rows it is of and whether they have changed`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await Self.request(scratch, id)
        let round = try #require(try await Self.claim(scratch))
        var artifact = DiagnosticArtifact.sample("x")
        artifact.findings = [
            Finding(collector: "pods", level: .warning, text: "plain"),
            Finding(collector: "pods", level: .warning, text: "rows", lines: [7, 9], count: 2, isChanged: true),
        ]
        let found = artifact
        _ = try await scratch.store.write { try $0.addArtifact(found, at: 0, of: round) }
        let (stored, read) = try await scratch.store.read {
            (try $0.artifacts(incidentID: id)[0].id, try $0.findings(incidentID: id))
        }
        #expect(
            read == [
                Finding(
                    collector: "pods", level: .warning, text: "rows", lines: [7], count: 2, isChanged: true,
                    artifactID: stored),
                Finding(collector: "pods", level: .warning, text: "plain", artifactID: stored),
            ])
    }

    @Test func `a finished round is not claimed again, and the incident is no longer being diagnosed`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        try await Self.request(scratch, id)
        let round = try #require(try await Self.claim(scratch))
        #expect(try await scratch.store.read { try $0.isBeingDiagnosed(incidentID: id) })
        #expect(try await scratch.store.read { try $0.nextDiagnosisDue() } == .start + .seconds(60))
        _ = try await scratch.store.write { try $0.finishDiagnosis(round.id, at: .start) }
        #expect(try await scratch.store.read { try $0.isBeingDiagnosed(incidentID: id) } == false)
        #expect(try await scratch.store.read { try $0.nextDiagnosisDue() } == nil)
        #expect(try await Self.claim(scratch, at: .start + .seconds(3600)) == nil)
    }

    @Test func `a round that waits for its target is begun after those that do not, and is no diagnosis until then`()
        async throws
    {
        let scratch = try ScratchStore()
        let ids = try await scratch.add(.sample(group: "a"), .sample(group: "b"))
        try await scratch.store.write { transaction in
            for target in ["the cluster", "psql -h db"] {
                try transaction.requestDiagnosis(
                    .opened, of: "a", only: ["pods", "logs"], after: target, incidentID: ids[0], at: .start,
                    dueAt: .start + .seconds(30))
            }
        }
        #expect(try await Self.claim(scratch) == nil)
        #expect(try await scratch.store.read { try $0.isBeingDiagnosed(incidentID: ids[0]) } == false)
        try await scratch.store.write {
            try $0.hastenDiagnoses(waitingFor: ["the cluster"], at: .start + .seconds(1))
            try $0.requestDiagnosis(.opened, of: nil, incidentID: ids[1], at: .start + .seconds(2))
        }
        #expect(try await Self.claim(scratch, at: .start + .seconds(2))?.incidentID == ids[1])
        let again = try #require(try await Self.claim(scratch, at: .start + .seconds(2)))
        #expect((again.only, again.target) == (["pods", "logs"], "the cluster"))
        #expect(try await Self.claim(scratch, at: .start + .seconds(29)) == nil)
        try await scratch.store.write { try $0.postponeDiagnosis(again.id, until: .start + .seconds(40)) }
        #expect(try await Self.claim(scratch, at: .start + .seconds(30))?.target == "psql -h db")
        #expect(try await Self.claim(scratch, at: .start + .seconds(40))?.id == again.id)
    }

    @Test func `what a person asks for is pending while all of them, or that one, are to run`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        func isPending(_ collector: String?) async throws -> Bool {
            try await scratch.store.write {
                try $0.isDiagnosisPending(of: "a", collector: collector, incidentID: id)
            }
        }
        // What waits for its target, and what is about another alert, is none of it.
        try await scratch.store.write {
            try $0.requestDiagnosis(.opened, of: "a", after: "the cluster", incidentID: id, at: .start)
            try $0.requestDiagnosis(.joined, of: "b", incidentID: id, at: .start)
        }
        #expect(try await !isPending(nil))
        try await scratch.store.write {
            try $0.requestDiagnosis(.requested, of: "a", only: ["pods"], incidentID: id, at: .start)
        }
        #expect(try await (isPending("pods"), isPending("logs"), isPending(nil)) == (true, false, false))
        try await scratch.store.write { try $0.requestDiagnosis(.requested, of: "a", incidentID: id, at: .start) }
        #expect(try await (isPending("pods"), isPending("logs"), isPending(nil)) == (true, true, true))
    }

    @Test func `what a later round finds takes the place of what an earlier one found`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        for output in ["crash loop", "out of memory"] {
            try await Self.request(scratch, id)
            let round = try #require(try await Self.claim(scratch))
            try await scratch.store.write { transaction in
                try transaction.addArtifact(.sample(output), at: 0, of: round)
                try transaction.finishDiagnosis(round.id, at: .start)
            }
        }
        #expect(try await scratch.store.read { try $0.artifacts(incidentID: id) }.count == 2)
        let findings = try await scratch.store.read { try $0.findings(incidentID: id) }
        #expect(findings.map(\.text) == ["out of memory"])
    }

    @Test func `why collectors could not look is read from what is current of them, redacted`() async throws {
        let scratch = try ScratchStore()
        let id = try await scratch.add(.sample(group: "a"))[0]
        for reason in ["label pod is \"A B\"", "label namespace is \"Prod_EU\" of postgres://u:s3cr3t-pw@db/x"] {
            try await Self.request(scratch, id)
            let round = try #require(try await Self.claim(scratch))
            var artifact = DiagnosticArtifact.sample("\(reason)\nmore")
            (artifact.outcome, artifact.exitStatus, artifact.findings) = (.notBound, nil, [])
            try await scratch.store.write { [artifact] transaction in
                try transaction.addArtifact(artifact, at: 0, of: round)
                try transaction.finishDiagnosis(round.id, at: .start)
            }
        }
        let looks = try await scratch.store.read { try $0.looks(incidentID: id, .builtIn) }
        #expect((looks.count, looks.lookedCount) == (1, 0))
        let obstacle = try #require(looks.obstacle)
        #expect(obstacle.hasPrefix("label namespace is \"Prod_EU\"") && !obstacle.contains("s3cr3t-pw"))
    }
}

extension DiagnosticArtifact {
    /// A run of a collector that wrote and found this.
    static func sample(_ output: String, by collector: String = "pods") -> DiagnosticArtifact {
        DiagnosticArtifact(
            collector: collector, procedure: "P1: Service Down", arguments: ["kubectl", "get", "pods"],
            startedAt: .start,
            duration: .milliseconds(40), exitStatus: 0, outcome: .succeeded, bytes: output.utf8.count, truncated: false,
            output: output, original: Original(redactions: 2, sha256: "2c26b46b"),
            findings: [Finding(collector: collector, level: .critical, text: output)])
    }
}
