import Testing

@testable import IncidentCore

/// By when somebody is to have taken an incident of which the priority changes.
@Suite("The time to respond to what changes", .timeLimit(.minutes(5)))
struct ChangingResponseTests {
    private static let within = RespondWithin(
        p1: .seconds(300), p2: .seconds(3600), p3: .seconds(86_400), p4: .seconds(259_200))
    private static let hour: Int64 = 3600

    /// An untaken incident whose deadline is missed as soon as it comes.
    private struct World {
        var incident: Incident
        var missed: [String] = []
        let within: RespondWithin

        init(_ priority: Priority, within: RespondWithin = ChangingResponseTests.within) {
            self.within = within
            incident = .sample(priority: priority)
            incident.followResponse(after: nil, within: within, at: .start)
        }

        /// - Parameter second: since the opening.
        mutating func become(_ priority: Priority, at second: Int64) {
            pass(to: second)
            let before = incident
            incident.priority = priority
            incident.followResponse(after: before, within: within, at: .start + .seconds(second))
            pass(to: second)
        }

        mutating func pass(to second: Int64) {
            while let by = incident.response.by, by <= .start + .seconds(second) {
                let before = incident
                missed += (try? incident.apply(.responseMissed, at: .start + .seconds(second)).summaries) ?? []
                incident.followResponse(after: before, within: within, at: .start + .seconds(second))
                guard incident.response.by != by else { return missed.append("missed again") }
            }
        }

        /// Since the opening.
        var by: Int64? { incident.response.by.map { $0.seconds - Timestamp.start.seconds } }
        /// In which order whose times were missed.
        var whose: [String] { missed.map { String($0.suffix(2)) } }
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let opens: Priority
        let changes: [(Int64, Priority)]
        /// In seconds since the opening.
        let by: Int64?
        var whose: [String] = []
        var within = ChangingResponseTests.within
    }

    private static let onlyP2 = RespondWithin(p2: .seconds(3600))

    static let cases: [Case] = [
        Case(testDescription: "P1 for a second", opens: .p1, changes: [(1, .p3)], by: 24 * hour),
        Case(
            testDescription: "a P3 that was P1 for a second", opens: .p3, changes: [(600, .p1), (601, .p3)],
            by: 24 * hour),
        Case(
            testDescription: "P2 from when it came to that or higher", opens: .p3, changes: [(600, .p1), (700, .p2)],
            by: 600 + hour),
        Case(
            testDescription: "P1 again soon", opens: .p1, changes: [(120, .p3), (240, .p1)], by: 300),
        Case(
            testDescription: "P1 on and off every two minutes", opens: .p1,
            changes: [(120, .p3), (240, .p1), (290, .p3), (410, .p1)],
            by: nil, whose: ["P1"]),
        Case(testDescription: "P1 again after an hour", opens: .p1, changes: [(120, .p3), (3900, .p1)], by: 4200),
        // It is at least as urgent as a P2 again, within the time of that.
        Case(
            testDescription: "P1 again within the hour of a P2", opens: .p1, changes: [(120, .p3), (3560, .p1)],
            by: hour),
        Case(
            testDescription: "what was missed stays so", opens: .p1, changes: [(400, .p3)], by: nil, whose: ["P1"]),
        Case(
            testDescription: "missed, and again soon", opens: .p1, changes: [(400, .p3), (500, .p1)], by: nil,
            whose: ["P1"]),
        Case(
            testDescription: "missed, and again after an hour", opens: .p1, changes: [(400, .p3), (4000, .p1)],
            by: 4300,
            whose: ["P1"]),
        Case(
            testDescription: "three priorities", opens: .p1, changes: [(60, .p2), (120, .p3), (240, .p2)], by: hour),
        Case(testDescription: "P1 and then P2, from the opening", opens: .p1, changes: [(120, .p2)], by: hour),
        Case(testDescription: "P1 without a time has that of a P2", opens: .p1, changes: [], by: hour, within: onlyP2),
        Case(
            testDescription: "and keeps it as a P2", opens: .p1, changes: [(600, .p2)], by: hour, within: onlyP2),
        Case(
            testDescription: "the same of one that rises", opens: .p3, changes: [(600, .p1), (700, .p2)],
            by: 600 + hour,
            within: onlyP2),
        Case(
            testDescription: "and is missed as a P2", opens: .p1, changes: [(hour, .p1), (hour + 60, .p2)], by: nil,
            whose: ["P2"], within: onlyP2),
        Case(
            testDescription: "P1 that has longer than a P2", opens: .p1, changes: [(hour, .p1)], by: nil, whose: ["P2"],
            within: RespondWithin(p1: .seconds(7200), p2: .seconds(3600))),
        Case(testDescription: "P3 where only P2 has a time", opens: .p3, changes: [], by: nil, within: onlyP2),
    ]

    @Test(arguments: cases)
    func `its deadline is that of the priority that it has`(row: Case) {
        var world = World(row.opens, within: row.within)
        for (second, priority) in row.changes { world.become(priority, at: second) }
        #expect(world.by == row.by)
        #expect(world.whose == row.whose)
    }

    @Test func `what is missed names the priority whose time it was`() {
        var world = World(.p3)
        world.become(.p1, at: 24 * Self.hour - 10)
        world.pass(to: 24 * Self.hour)
        #expect(world.whose == ["P3"])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what nobody takes is overdue by the longest time of its priorities`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let first = Priority.allCases.randomElement(using: &generator) ?? .p1
            var (world, second, been) = (World(first), Int64(0), [first])
            for _ in 0..<60 {
                let longest = been.compactMap { Self.within[$0] }.max() ?? .zero
                second += Int64.random(in: 0...(generator.chance(50) ? 600 : 20_000), using: &generator)
                world.pass(to: second)
                let isLate = .start + .seconds(second) >= .start + longest
                #expect(!isLate || world.incident.isOverdue, "seed \(seed), second \(second), \(been)")
                let next = Priority.allCases.randomElement(using: &generator) ?? .p1
                world.become(next, at: second)
                been.append(next)
            }
        }
    }
}
