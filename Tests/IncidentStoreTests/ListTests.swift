import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite(.timeLimit(.minutes(5))) struct ListTests {
    /// Numbered from 1 in this order.
    private static let incidents: [Incident] = [
        .sample(.resolved, .p1, title: "ServiceDown", group: "a", rule: "service-down"),
        .sample(.triggered, .p1, title: "ServiceDown again", group: "b", rule: "service-down"),
        .sample(.acknowledged, .p2, title: "Disk 100% full", group: "c"),
        .sample(
            .triggered, .p3, title: "Disk 1000 full", group: "d", labels: ["alertname": "DiskFull", "pod": "api_1"]),
        .sample(.resolved, .p4, title: "Backup", group: "e", labels: ["alertname": "Backup", "pod": "apix1"]),
        .sample(.triggered, .p2, title: #"back\slash"#, group: "f"),
    ]

    private static func stored() async throws -> ScratchStore {
        let scratch = try ScratchStore()
        for incident in incidents {
            let id = try await scratch.add(incident)[0]
            let alert = Alert(
                status: .firing, labels: Labels(incident.labels.pairs + [Labels.Pair(name: "zone", value: "eu-\(id)")]),
                startsAt: .start,
                fingerprint: "f\(id)")
            try await scratch.store.write {
                try $0.addOccurrence(
                    alert, classification: Classification(priority: incident.priority, rule: incident.rule),
                    incidentID: id, at: .start)
            }
        }
        return scratch
    }

    @Test(
        arguments: [
            (IncidentFilter(), [6, 5, 4, 3, 2, 1]),
            (IncidentFilter(statuses: [.triggered]), [6, 4, 2]),
            (IncidentFilter(statuses: [.triggered, .acknowledged]), [6, 4, 3, 2]),
            (IncidentFilter(statuses: [.resolved, .triggered, .acknowledged]), [6, 5, 4, 3, 2, 1]),
            (IncidentFilter(statuses: [.resolved, .resolved]), [5, 1]),
            (IncidentFilter(priorities: [.p1]), [2, 1]),
            (IncidentFilter(priorities: [.p4, .p2]), [6, 5, 3]),
            (IncidentFilter(priorities: Priority.allCases), [6, 5, 4, 3, 2, 1]),
            (IncidentFilter(statuses: [.triggered, .resolved], priorities: [.p1, .p4]), [5, 2, 1]),
            (IncidentFilter(statuses: [.acknowledged], priorities: [.p1]), []),
            (IncidentFilter(before: 4), [3, 2, 1]),
            (IncidentFilter(statuses: [.triggered], before: 4), [2]),
            (IncidentFilter(text: "service"), [2, 1]),
            (IncidentFilter(text: "SERVICE-DOWN"), [2, 1]),
            (IncidentFilter(text: "100% full"), [3]),
            (IncidentFilter(text: "%"), [3]),
            (IncidentFilter(text: "api_1"), [4]),
            (IncidentFilter(text: "_"), [4]),
            (IncidentFilter(text: "zone=eu-5"), [5]),
            (IncidentFilter(text: "EU-3"), [3]),
            (IncidentFilter(text: #"":""#), []),
            (IncidentFilter(text: #"k\s"#), [6]),
            (IncidentFilter(text: #"\"#), [6]),
            (IncidentFilter(text: "nothing like it"), []),
            (IncidentFilter(text: "'; DROP TABLE incident; --"), []),
            (IncidentFilter(text: ""), [6, 5, 4, 3, 2, 1]),
            (IncidentFilter(statuses: [.triggered], priorities: [.p3], text: "disk", before: 9), [4]),
        ] as [(IncidentFilter, [Int64])])
    func `a list shows what its filter says, newest first`(filter: IncidentFilter, expected: [Int64]) async throws {
        let scratch = try await Self.stored()
        let page = try await scratch.store.read { try $0.incidents(filter) }
        #expect(page.incidents.map(\.id) == expected)
        #expect(page.next == nil)
    }

    @Test(
        arguments: [
            (IncidentFilter(statuses: [.triggered, .acknowledged]), [2, 6, 3, 4]),
            (IncidentFilter(statuses: [.triggered]), [2, 6, 4]),
            (IncidentFilter(statuses: [.triggered, .acknowledged], priorities: [.p3, .p2]), [6, 3, 4]),
            (IncidentFilter(statuses: [.triggered, .acknowledged], text: "disk"), [3, 4]),
            (IncidentFilter(), [2, 1, 6, 3, 4, 5]),
            (IncidentFilter(statuses: [.acknowledged], priorities: [.p1]), []),
        ] as [(IncidentFilter, [Int64])])
    func `by urgency the most urgent come first, page by page`(filter: IncidentFilter, expected: [Int64]) async throws {
        let scratch = try await Self.stored()
        for limit in 1...7 {
            var part = filter
            part.limit = limit
            var seen: [Int64] = []
            var place: UrgencyPlace?
            repeat {
                let page = try await scratch.store.read { [part, place] in
                    try $0.incidentsByUrgency(part, after: place)
                }
                #expect(page.incidents.count == limit || page.next == nil)
                seen += page.incidents.map(\.id)
                place = page.next
            } while place != nil && seen.count <= expected.count
            #expect(seen == expected, "\(limit) a page")
        }
    }

    @Test func `a place in a list is read as it is written, and nothing else is`() {
        let place = UrgencyPlace(priority: .p2, id: 312)
        #expect(UrgencyPlace("\(place)") == place)
        for text in ["", "P2", "P5-1", "p2-1", "P2-", "P2-0", "P2--1", "P2-1-1", "312"] {
            #expect(UrgencyPlace(text) == nil)
        }
    }

    @Test(arguments: [[], [IncidentStatus.triggered, .resolved]])
    func `pages follow each other without gap or repetition, also while incidents are added`(
        statuses: [IncidentStatus]
    ) async throws {
        let scratch = try await Self.stored()
        var filter = IncidentFilter(statuses: statuses, limit: 2)
        let all = try await scratch.store.read { [filter] in
            try $0.incidents(IncidentFilter(statuses: filter.statuses)).incidents.map(\.id)
        }
        var seen: [Int64] = []
        var pages = 0
        repeat {
            let page = try await scratch.store.read { [filter] in try $0.incidents(filter) }
            #expect(page.incidents.count == 2 || page.next == nil)
            seen += page.incidents.map(\.id)
            filter.before = page.next
            pages += 1
            try await scratch.add(.sample(group: "new \(pages)"))
        } while filter.before != nil && pages < 10
        #expect(seen == all)
    }

    @Test func `a page that is just full says that there is no next`() async throws {
        let scratch = try await Self.stored()
        let exact = try await scratch.store.read { try $0.incidents(IncidentFilter(limit: 6)) }
        #expect((exact.incidents.count, exact.next) == (6, nil))
        let cut = try await scratch.store.read { try $0.incidents(IncidentFilter(limit: 5)) }
        #expect((cut.incidents.count, cut.next) == (5, 2))
    }

    @Test func `open incidents are counted by priority, with every priority there`() async throws {
        let scratch = try await Self.stored()
        let counts = try await scratch.store.read { try $0.openIncidentCounts() }
        #expect(counts == [.p1: 1, .p2: 2, .p3: 1, .p4: 0])
    }

    @Test func `owed notifications are counted by endpoint, with the age of the oldest`() async throws {
        let scratch = try await Self.stored()
        try await scratch.owe(.email, .slack, incident: 2)
        try await scratch.owe(.email, incident: 3)
        let claimed = try #require(try await scratch.claim(.slack).first)
        #expect(try await scratch.finish(claimed))
        let owed = try await scratch.store.read { try $0.owedMessages() }
        #expect(owed.mapValues(\.count) == [.email: 2])
        #expect(owed[.email]?.oldestAt == .start)
    }

    @Test func `how an endpoint does is told by the newest attempts, without those at the spool`() async throws {
        let scratch = try await Self.stored()
        try await scratch.owe(.email, .slack, incident: 2)
        let claimed = try #require(try await scratch.claim(.slack).first)
        #expect(try await scratch.finish(claimed))
        let health = try await scratch.store.read { try $0.endpointHealth(newestAttempts: 10) }
        #expect(health.count == 1)
        #expect(health.values.first?.lastSuccess != nil)
        #expect(health.values.first?.isFailing == false)
        #expect(try await scratch.store.read { try $0.endpointHealth(newestAttempts: 0) }.isEmpty)
        let mail = try #require(try await scratch.claim(.email).first)
        let gone = DeliveryOutcome(.permanent, evidence: "550 5.1.1 No such user", .recipient)
        #expect(try await scratch.finish(mail, gone))
        let after = try await scratch.store.read { try $0.endpointHealth(newestAttempts: 10) }
        #expect(after[.email]?.lastRefusal?.words == gone.evidence && after[.email]?.lastFailure == nil)
    }
}
