import Testing

@testable import IncidentViews

/// What of an output an incident's page shows.
@Suite(.timeLimit(.minutes(5))) struct OutputExcerptTests {
    private static let log = (1...473).map { "line \($0)" }.joined(separator: "\n") + "\n"

    @Test func `is the marked line with ten around it`() {
        let excerpt = OutputExcerpt(Self.log, marked: [118])
        #expect(excerpt.lines.map(\.number) == Array(108...128))
        #expect(excerpt.lines.filter(\.isMarked).map(\.text) == ["line 118"])
        #expect(excerpt.lines.first?.skipped == 107 && excerpt.lines.dropFirst().allSatisfy { $0.skipped == 0 })
        #expect(excerpt.skippedAtEnd == 473 - 128 && excerpt.count == 473 && excerpt.columns == [])
    }

    @Test func `runs together where marked lines are near, and says what it leaves out between others`() {
        let excerpt = OutputExcerpt(Self.log, marked: [3, 12, 200])
        #expect(excerpt.lines.map(\.number) == Array(1...22) + Array(190...210))
        #expect(excerpt.lines.filter { $0.skipped > 0 }.map(\.skipped) == [167])
        #expect(excerpt.markedCount == 3)
    }

    @Test func `begins with the line that matters most, and goes back to the others`() {
        let excerpt = OutputExcerpt(Self.log, marked: [16, 203, 400], first: 203)
        #expect(excerpt.lines.map(\.number) == Array(193...213) + Array(6...26) + Array(390...410))
        #expect(excerpt.lines.filter(\.goesBack).map(\.number) == [6])
        #expect(excerpt.lines.filter { $0.skipped > 0 }.map(\.number) == [193, 390])
        // From 27 to 389, without the 21 that stand above already.
        #expect(excerpt.lines.map(\.skipped).filter { $0 > 0 } == [192, 363 - 21])
        #expect(excerpt.markedCount == 3 && excerpt.skippedAtEnd == 473 - 410)
        // With what is near it, in order; and a line that nobody has marked is none to begin with.
        let near = OutputExcerpt(Self.log, marked: [195, 203], first: 203)
        #expect(near.lines.map(\.number) == Array(185...213) && !near.lines.contains(where: \.goesBack))
        for first in [nil, 7, 9000] as [Int?] {
            #expect(OutputExcerpt(Self.log, marked: [16, 203], first: first).lines.first?.number == 6)
        }
    }

    @Test func `has the line that matters most, however many are marked before it`() {
        for first in [1, 125, 460, 473] {
            let excerpt = OutputExcerpt(Self.log, marked: Set(1...473), first: first)
            #expect(excerpt.lines.contains { $0.number == first && $0.isMarked }, "\(first)")
        }
    }

    @Test func `is the beginning where nothing is marked, or what is marked is not there`() {
        for marked in [[], [9000]] as [Set<Int>] {
            #expect(OutputExcerpt(Self.log, marked: marked).lines.map(\.number) == Array(1...30))
        }
    }

    @Test func `keeps to its room, but for the first line`() {
        #expect(OutputExcerpt(Self.log, marked: [118], room: 20).lines.map(\.number) == [108, 109])
        #expect(OutputExcerpt(String(repeating: "x", count: 5000), marked: [1], room: 0).lines.first?.text.count == 601)
        #expect(OutputExcerpt("", marked: []).lines == [] && OutputExcerpt("", marked: []).count == 0)
    }

    @Test func `of a table has its columns and rows`() {
        let pods = """
            NAME    READY   STATUS             RESTARTS        AGE
            a-1     1/1     Running            0               12m
            a-2     0/1     CrashLoopBackOff   6 (2m15s ago)   12m

            """
        let excerpt = OutputExcerpt(pods, marked: [3])
        #expect(excerpt.columns == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"])
        #expect(
            excerpt.lines.map(\.cells) == [
                ["a-1", "1/1", "Running", "0", "12m"], ["a-2", "0/1", "CrashLoopBackOff", "6 (2m15s ago)", "12m"],
            ])
        #expect(excerpt.lines.map(\.isMarked) == [false, true] && excerpt.lines.allSatisfy { $0.skipped == 0 })
        // With words behind it, it is no table.
        #expect(OutputExcerpt("\(pods)\nError from server\n", marked: []).columns == [])
    }

    @Test func `of what is only the beginning of an output does not say how long that is`() {
        #expect(OutputExcerpt(Self.log, marked: [], isWhole: false).count == nil)
    }
}
