import IncidentCore
import Testing

@testable import responder

@Suite("A timeline on a terminal", .timeLimit(.minutes(5)))
struct TimelineReportTests {
    private static let start = Timestamp(seconds: 1_795_476_500)

    private static func entry(
        _ kind: TimelineKind, _ summary: String, at second: Int64 = 0, by actor: String = "responder"
    ) -> TimelineEntry {
        TimelineEntry(
            id: 1, incidentID: 7, at: start + .seconds(second), kind: kind, actor: actor, summary: summary, details: [:]
        )
    }

    private static func lines(_ entries: [TimelineEntry], earlier: Int = 0, width: Int? = nil, folds: Bool = true)
        -> [String]
    {
        TimelineReport(TimelineStory(entries, folds: folds), of: 7, earlier: earlier, width: width).lines
    }

    @Test func `has the day once, then time, what has passed, lane and words`() {
        let lines = Self.lines([
            Self.entry(.opened, "opened as P1: ApiDown"),
            Self.entry(.notificationSent, "told On-Call Engineer", at: 7),
            Self.entry(.acknowledged, "taken", at: 250, by: "alice"),
            Self.entry(.resolved, "resolved by its alerts", at: 900),
        ])
        #expect(
            lines == [
                "Timeline (UTC)", "2026-11-23",
                "  23:28:20          alerts       opened as P1: ApiDown",
                "  23:28:27  +7s     escalation   told On-Call Engineer",
                "  23:32:30  +4m     people       alice: taken",
                "  23:43:20  +10m    alerts       resolved by its alerts",
            ])
    }

    @Test func `a new day has a heading`() {
        let lines = Self.lines([Self.entry(.opened, "a"), Self.entry(.alertsAdded, "b", at: 3600)])
        #expect(lines.filter { $0.hasPrefix("2026") } == ["2026-11-23", "2026-11-24"])
    }

    @Test func `a note keeps its lines, and a tick says that it is one`() {
        let lines = Self.lines([
            Self.entry(.noted, "rolled back\n  to 7\nand waits", by: "bob"),
            Self.entry(.stepDone, "Restart pods", by: "bob"),
        ])
        #expect(
            lines.suffix(4) == [
                "  23:28:20          people       note by bob: rolled back",
                "                                   to 7", "                                 and waits",
                "  23:28:20          people       done by bob: Restart pods",
            ])
    }

    @Test func `what the program does over and over is one row`() {
        let runs = (0..<7).map { Self.entry(.collectorFinished, "collector \"c\($0)\" succeeded", at: Int64($0)) }
        let added = (0..<5).map { Self.entry(.alertsAdded, "A now firing; \($0) in all", at: 10 + Int64($0)) }
        let lines = Self.lines(runs + added + added.prefix(3).map { _ in Self.entry(.notTold, "once", at: 20) })
        #expect(lines.count == 7)
        #expect(lines[2].hasSuffix("diagnostics  7 collectors, all worked"))
        #expect(lines[3].hasSuffix("alerts       A now firing; 0 in all (and 4 more like it within 4 s)"))
        #expect(lines[4...].allSatisfy { $0.hasSuffix("escalation   once") })
        #expect(Self.lines(runs + added, folds: false).count == 14)
    }

    @Test func `what people do is never folded`() {
        let notes = (0..<6).map { Self.entry(.noted, "note \($0)", by: "bob") }
        #expect(Self.lines(notes).count == 8)
    }

    @Test func `what is older than what is shown is counted`() {
        #expect(
            Self.lines([Self.entry(.opened, "a")], earlier: 12)[1] == "… 12 before these: responder incident timeline 7"
        )
    }

    @Test func `a row is cut to the terminal, and a note is broken between words`() {
        let long = Array(repeating: "word", count: 40).joined(separator: " ")
        let lines = Self.lines([Self.entry(.opened, long), Self.entry(.noted, "first\n\(long)", by: "bob")], width: 60)
        #expect(lines.allSatisfy { $0.columnCount <= 60 })
        #expect(lines[2].hasSuffix("…"))
        #expect(lines.joined().components(of: "word") == 5 + 40)
    }

    @Test func `hostile text ends no line and turns no direction of writing`() {
        let lines = Self.lines([
            Self.entry(.opened, "a\u{1B}[2J\u{202E}b\r\u{85}2026-11-23 fake"),
            Self.entry(.noted, "x", by: "bob\nalice\u{1B}]0;t\u{7}"),
        ])
        #expect(!lines.joined().contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{7}" })
        #expect(!lines.contains { $0.hasPrefix("2026-11-23 fake") || $0.hasPrefix("alice") })
    }
}

extension String {
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}
