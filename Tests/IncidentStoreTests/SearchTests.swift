import Foundation
import GRDB
import IncidentCore
import TestSupport
import Testing

@testable import IncidentStore

@Suite(.timeLimit(.minutes(5))) struct SearchTests {
    private static let tables = RoutingTables.sample

    /// An incident with a note, one alert and an output.
    @discardableResult
    private static func add(
        _ scratch: ScratchStore, _ title: String, group: String, labels: Labels = ["alertname": "Made"],
        annotations: Labels = [:], note: String = "", status: IncidentStatus = .triggered, priority: Priority = .p2
    ) async throws -> Int64 {
        let id = try await scratch.add(.sample(status, priority, title: title, group: group, labels: labels))[0]
        var alert = Alert(status: .firing, labels: labels, startsAt: .start, fingerprint: "f\(id)")
        alert.annotations = annotations
        try await scratch.store.write { [alert] transaction in
            try transaction.addOccurrence(
                alert, classification: Classification(priority: priority, rule: "made"), incidentID: id, at: .start)
            if !note.isEmpty {
                try transaction.record(TimelineDraft(.noted, actor: "alice", note), incidentID: id, at: .start)
            }
        }
        return id
    }

    private static func index(_ scratch: ScratchStore, others: [Int64] = []) async throws {
        var others = others
        while try await !scratch.store.advanceSearch(others: others, tables: tables, limit: 3, bytes: 1 << 20).isDone {
            others = []
        }
    }

    private static func found(_ scratch: ScratchStore, _ text: String) async throws -> [Int64] {
        try await found(scratch, IncidentFilter(text: text))
    }

    private static func found(_ scratch: ScratchStore, _ filter: IncidentFilter) async throws -> [Int64] {
        try await scratch.store.readForPeople { try $0.incidents(filter).incidents.map(\.id) }
    }

    /// 1 to 4.
    private static func filled() async throws -> ScratchStore {
        let scratch = try ScratchStore()
        try await add(
            scratch, "Pod is crash looping", group: "a",
            labels: ["alertname": "PodCrashLooping", "pod": "analytics-api-7d9f8b6c5-x2k4j"],
            annotations: ["summary": "CrashLoopBackOff für Kunden"], note: "migration 0042 is missing, tenant_id too")
        try await add(
            scratch, "Überlastung", group: "b", labels: ["instance": "10.42.3.17:9100", "zone": "[2001:db8::17]:443"],
            annotations: ["runbook_url": "https://wiki.example.com/runbooks/overload?page=2#top"],
            note: "availability probe failed", status: .resolved, priority: .p1)
        try await add(scratch, "Probe availability", group: "c", priority: .p1)
        try await add(scratch, "Backup", group: "d", note: "crashed once, never again", priority: .p4)
        try await index(scratch)
        return scratch
    }

    @Test(
        arguments: [
            ("crash*", [4, 1]), ("crash", [4, 1]), ("crash looping", [1]), ("\"crash\"", [1]),
            ("CRASHLOOPBACKOFF", [1]),
            ("\"availability probe\"", [2]), ("availability probe", [3, 2]), ("probe \"availability\"", [3, 2]),
            ("analytics-api-7d9f", [1]), ("analytics-api", [1]), ("7d9f8b6c5", [1]), ("x2k4j", [1]),
            ("pod=analytics-api-7d9f8b6c5-x2k4j", [1]), ("migration 0042", [1]), ("tenant_id", [1]), ("tenant", [1]),
            ("10.42.3.17:9100", [2]), ("10.42.3", [2]), ("[2001:db8::17]:443", [2]), ("2001:db8::17", [2]),
            ("überlastung", [2]), ("uberlastung", [2]), ("ÜBERLAST", [2]), ("fur Kunden", [1]),
            ("https://wiki.example.com/runbooks/overload?page=2#top", [2]), ("wiki.example.com", [2]),
            // In an incident, not in one kind of text.
            ("backup never crashed", [4]), ("looping missing kunden", [1]), ("backup looping", []),
            ("alice", [4, 2, 1]), ("P1", [3, 2]), ("#4", [4]), ("resolved", [2]), ("nothing like it", []),
        ] as [(String, [Int64])])
    func `a search finds every word, phrase and beginning`(text: String, expected: [Int64]) async throws {
        let scratch = try await Self.filled()
        #expect(try await Self.found(scratch, text) == expected)
    }

    @Test(arguments: [
        "\"", "\"\"", "*", "**", "^", "-", "(", ")", "((((", "AND", "OR NOT", "NEAR(crash, 3", "title:crash",
        "{title}: x",
        "crash OR", "+", "a+b", "'; DROP TABLE word; --", "\u{0}", "cra\u{0}sh", "\u{FFFD}\u{202E}", "%", "_", "\\",
        "\"unclosed \"\" \"", "crash\"*\"", "🔥", "\u{1}", String(repeating: "(\"x* ", count: 2000),
        String(repeating: "x", count: 10_240), String(repeating: "\"", count: 10_239),
    ])
    func `whatever is typed is text and no mistake`(text: String) async throws {
        let scratch = try await Self.filled()
        #expect(try await Self.found(scratch, text).count <= 4)
        #expect(try await Self.found(scratch, "crash") == [4, 1])
    }

    @Test(
        arguments: [
            (IncidentFilter(statuses: [.triggered], text: "probe"), [3]),
            (IncidentFilter(statuses: [.resolved], text: "probe"), [2]),
            (IncidentFilter(priorities: [.p1], text: "probe"), [3, 2]),
            (IncidentFilter(statuses: [.triggered, .acknowledged], priorities: [.p2, .p4], text: "crash"), [4, 1]),
            (IncidentFilter(priorities: [.p4], text: "crash"), [4]), (IncidentFilter(text: "crash", before: 4), [1]),
            (IncidentFilter(statuses: [.acknowledged], text: "crash"), []),
        ] as [(IncidentFilter, [Int64])])
    func `a search is narrowed by what else a list is`(filter: IncidentFilter, expected: [Int64]) async throws {
        let scratch = try await Self.filled()
        #expect(try await Self.found(scratch, filter) == expected)
    }

    @Test func `the index may be behind with a state, and the list is not`() async throws {
        let scratch = try await Self.filled()
        try await scratch.store.write { transaction in
            var incident = try #require(try transaction.incident(1))
            incident.status = .acknowledged
            incident.acknowledgedBy = "bob"
            try transaction.saveIncident(incident)
            try transaction.record(TimelineDraft(.acknowledged, actor: "bob", "taken"), incidentID: 1, at: .start)
        }
        #expect(try await Self.found(scratch, IncidentFilter(statuses: [.acknowledged], text: "crash")) == [1])
        #expect(try await Self.found(scratch, IncidentFilter(statuses: [.triggered], text: "crash")) == [4])
        #expect(try await scratch.store.searchBacklog() == 1)
        #expect(try await Self.found(scratch, "bob") == [])
        try await Self.index(scratch)
        #expect(try await Self.found(scratch, "bob") == [1])
        #expect(try await Self.found(scratch, IncidentFilter(statuses: [.acknowledged], text: "crash")) == [1])
        #expect(try await scratch.store.searchBacklog() == 0)
    }

    @Test func `pages of a search follow each other without gap or repetition`() async throws {
        let scratch = try ScratchStore()
        for number in 1...25 {
            try await Self.add(
                scratch, number.isMultiple(of: 3) ? "wanted" : "other", group: "\(number)",
                status: number.isMultiple(of: 2) ? .resolved : .triggered)
        }
        try await Self.index(scratch)
        // Two that the index does not have yet, by their titles.
        for number in 26...27 { try await Self.add(scratch, "wanted", group: "\(number)") }
        for limit in 1...5 {
            var (seen, filter): ([Int64], IncidentFilter) = ([], IncidentFilter(text: "wanted", limit: limit))
            repeat {
                let page = try await scratch.store.readForPeople { [filter] in try $0.incidents(filter) }
                #expect(page.incidents.count == limit || page.next == nil)
                seen += page.incidents.map(\.id)
                filter.before = page.next
            } while filter.before != nil && seen.count < 30
            #expect(seen == [27, 26, 24, 21, 18, 15, 12, 9, 6, 3])
        }
    }

    @Test func `what is not in the index yet is found by title and labels, and the answer says so`() async throws {
        let scratch = try await Self.filled()
        try await Self.add(
            scratch, "Disk is full", group: "e", labels: ["alertname": "DiskFull", "pod": "db-0"], note: "cleaning")
        #expect(try await Self.found(scratch, "disk full") == [5])
        #expect(try await Self.found(scratch, "pod=db-0") == [5])
        #expect(try await Self.found(scratch, "cleaning") == [])
        let standing = try await scratch.store.readForPeople { try $0.searchStanding() }
        #expect(standing == SearchStanding(incidents: 5, indexed: 4))
        #expect(standing?.words?.contains("catching up: 4 of 5 incidents") == true)
        try await Self.index(scratch)
        #expect(try await Self.found(scratch, "cleaning") == [5])
        #expect(try await scratch.store.readForPeople { try $0.searchStanding()?.words } == nil)
    }

    @Test func `a large number is told in groups`() {
        let words = SearchStanding(incidents: 1_000_000, indexed: 12_400).words
        #expect(words?.hasPrefix("the search index is catching up: 12,400 of 1,000,000 incidents") == true)
    }

    @Test func `an index grows from the newest incident to the oldest`() async throws {
        let scratch = try ScratchStore()
        for number in 1...9 { try await Self.add(scratch, "Made", group: "\(number)", note: "noted \(number)") }
        _ = try await scratch.store.advanceSearch(tables: Self.tables, limit: 3, bytes: 1 << 20)
        #expect(try await Self.found(scratch, "noted") == [9, 8, 7])
        try await Self.add(scratch, "Made", group: "10", note: "noted 10")
        _ = try await scratch.store.advanceSearch(tables: Self.tables, limit: 3, bytes: 1 << 20)
        #expect(try await Self.found(scratch, "noted") == [10, 9, 8, 7, 6, 5])
        try await Self.index(scratch)
        #expect(try await Self.found(scratch, "noted") == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    }

    @Test func `a word that is gone from an incident finds it no more`() async throws {
        let scratch = try await Self.filled()
        try await scratch.execute(
            #"UPDATE occurrence SET annotations = '{"summary":"recovered"}' WHERE incident_id = 1"#)
        try await Self.index(scratch)
        // Nothing has told of that.
        #expect(try await Self.found(scratch, "kunden") == [1])
        try await Self.index(scratch, others: [1, 2, 3])
        #expect(try await Self.found(scratch, "kunden") == [])
        #expect(try await Self.found(scratch, "recovered") == [1])
        #expect(try await Self.found(scratch, "looping") == [1])
    }

    @Test func `the incidents that fire and were heard of are found by index`() async throws {
        let scratch = try await Self.filled()
        #expect(try await scratch.store.read { try $0.firingIncidents(heardSince: .start) } == [1, 2, 3, 4])
        #expect(try await scratch.store.read { try $0.firingIncidents(heardSince: .start + .seconds(1)) } == [])
    }

    @Test(arguments: ["removed", "no database", "of another program", "of another installation", "damaged"])
    func `an index that cannot be used is made anew`(fault: String) async throws {
        let scratch = try await Self.filled()
        try scratch.store.close()
        let path = scratch.folder.file("data/search.sqlite").path
        switch fault {
        case "removed": try FileManager.default.removeItem(atPath: path)
        case "no database": try Data("no database at all, and long enough".utf8).write(to: URL(filePath: path))
        case "of another program":
            try FileManager.default.removeItem(atPath: path)
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE progress (id INTEGER)") }
        case "of another installation":
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE progress SET installation = 'x'") }
        default: try await damagePage(of: "document", in: URL(filePath: path))
        }
        let store = try ScratchStore.open(scratch.folder)
        defer { try? store.close() }
        for _ in 1...10 {
            _ = try? await store.advanceSearch(others: [1], tables: Self.tables, limit: 3, bytes: 1 << 20)
        }
        let found = try await store.readForPeople {
            try $0.incidents(IncidentFilter(text: "tenant")).incidents.map(\.id)
        }
        #expect(found == [1])
    }

    @Test func `an index that is removed while it is open is made anew, and an answer is given meanwhile`() async throws
    {
        let scratch = try await Self.filled()
        for end in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: scratch.folder.file("data/search.sqlite\(end)").path)
        }
        #expect(try await Self.found(scratch, "looping") == [1])
        #expect(try await Self.found(scratch, "tenant") == [])
        try await Self.index(scratch)
        #expect(try await Self.found(scratch, "tenant") == [1])
    }

    @Test func `where the index cannot be opened titles and labels are searched, and that is said until it is mended`()
        async throws
    {
        let scratch = try await Self.filled()
        #expect(scratch.store.searchTrouble == nil)
        for end in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: scratch.folder.file("data/search.sqlite\(end)").path)
        }
        let folder = scratch.folder.file("data/search.sqlite")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        #expect(try await Self.found(scratch, "looping") == [1])
        #expect(try await Self.found(scratch, "tenant") == [])
        let trouble = try #require(scratch.store.searchTrouble)
        #expect(trouble.contains("search.sqlite cannot be read: SQLite error "))
        let standing = try await scratch.store.readForPeople { try $0.searchStanding() }
        #expect(standing?.words?.hasPrefix("the search index cannot be read (SQLite error ") == true)
        await #expect(throws: StoreError.self) { try await Self.index(scratch) }
        try FileManager.default.removeItem(at: folder)
        try await Self.index(scratch)
        #expect(try await Self.found(scratch, "tenant") == [1])
        #expect(scratch.store.searchTrouble == nil)
    }

    @Test func `an index of a database that was put back is made anew`() async throws {
        let scratch = try await Self.filled()
        try scratch.store.close()
        let database = scratch.folder.file("data/responder.sqlite")
        let backup = try Data(contentsOf: database)
        let store = try ScratchStore.open(scratch.folder)
        try await store.write { try $0.record(TimelineDraft(.noted, actor: "bob", "lost"), incidentID: 3, at: .start) }
        while try await !store.advanceSearch(tables: Self.tables, limit: 3, bytes: 1 << 20).isDone {}
        try store.close()
        try backup.write(to: database)
        let restored = try ScratchStore.open(scratch.folder)
        defer { try? restored.close() }
        try await restored.write {
            try $0.record(TimelineDraft(.noted, actor: "carol", "instead"), incidentID: 4, at: .start + .seconds(9))
        }
        while try await !restored.advanceSearch(tables: Self.tables, limit: 3, bytes: 1 << 20).isDone {}
        let found = try await restored.readForPeople { reader in
            try ["bob", "carol"].map { try reader.incidents(IncidentFilter(text: $0)).incidents.map(\.id) }
        }
        #expect(found == [[], [4]])
    }

    @Test func `a beginning of many words is found as well`() async throws {
        let scratch = try ScratchStore()
        for number in 1...130 { try await Self.add(scratch, "Made", group: "\(number)", note: "rack\(1000 + number)") }
        try await Self.index(scratch)
        #expect(try await Self.found(scratch, IncidentFilter(text: "rack*", limit: 200)).count == 130)
        #expect(try await Self.found(scratch, IncidentFilter(text: "rack11", limit: 200)).count == 31)
        #expect(try await Self.found(scratch, "rac x") == [])
        #expect(try await Self.found(scratch, IncidentFilter(text: "rac", limit: 200)).count == 130)
        // Too short for a beginning.
        #expect(try await Self.found(scratch, "ra") == [])
    }

    @Test func `where a word stands is told, unless the title shows it`() async throws {
        let scratch = try await Self.filled()
        func places(_ text: String) async throws -> [Int64: FoundPlace] {
            try await scratch.store.readForPeople { reader in
                let incidents = try reader.incidents(IncidentFilter(text: text)).incidents
                return try reader.foundPlaces(of: text, in: incidents, redactions: .builtIn)
            }
        }
        #expect(try await places("looping") == [:])
        let missing = try await places("looping missing")
        #expect(missing[1]?.name == "a note")
        #expect(missing[1]?.excerpt.text == "migration 0042 is missing, tenant_id too")
        #expect(try await places("crash").mapValues(\.name) == [4: "a note"])
        #expect(try await places("kunden")[1]?.excerpt.found == "Kunden")
    }

    @Test func `times leave what was opened between them, whatever the order of its clock`() async throws {
        let scratch = try ScratchStore()
        // The fourth was opened by a clock that had been set back.
        for (number, hours) in [0, 24, 48, 47, 72, 96].enumerated() {
            var incident = Incident.sample(group: "\(number)")
            incident.openedAt = .start + .seconds(hours * 3600)
            try await scratch.add(incident)
        }
        func opened(_ since: Int?, _ until: Int?, text: String? = nil) async throws -> [Int64] {
            try await Self.found(
                scratch,
                IncidentFilter(
                    text: text, since: since.map { .start + .seconds($0 * 3600) },
                    until: until.map { .start + .seconds($0 * 3600) }))
        }
        for text in [nil, "latency"] {
            #expect(try await opened(48, nil, text: text) == [6, 5, 3])
            #expect(try await opened(nil, 48, text: text) == [4, 2, 1])
            #expect(try await opened(24, 73, text: text) == [5, 4, 3, 2])
            #expect(try await opened(97, nil, text: text) == [])
            #expect(try await opened(nil, 0, text: text) == [])
            try await Self.index(scratch)
        }
    }
}
