import Testing

@testable import IncidentWeb

@Suite(.timeLimit(.minutes(5))) struct ConnectionTableTests {
    private let start = ContinuousClock.now

    private static var limits: ConnectionLimits {
        var limits = ConnectionLimits()
        (limits.total, limits.perAddress) = (8, 3)
        return limits
    }

    private var table = ConnectionTable(limits: limits)

    @Test mutating func `an address has its share, and its own oldest without a head gives way`() {
        for id in 1...3 { #expect(table.open(UInt64(id), from: "192.0.2.1", at: start) == .admitted) }
        table.setPhase(.busy, of: 1)
        #expect(table.open(4, from: "192.0.2.2", at: start) == .admitted)
        #expect(table.open(5, from: "192.0.2.1", at: start) == .admittedFor(2))
        // Between two requests is next, then the oldest in the middle of one.
        table.setPhase(.idle, of: 3)
        table.setPhase(.busy, of: 5)
        #expect(table.open(6, from: "192.0.2.1", at: start) == .admittedFor(3))
        table.setPhase(.busy, of: 6)
        #expect(table.open(7, from: "192.0.2.1", at: start) == .admittedFor(1))
        // Who has its answer goes before all others.
        table.setPhase(.leaving, of: 6)
        #expect(table.open(8, from: "192.0.2.1", at: start) == .admittedFor(6))
    }

    @Test mutating func `nobody who proved a token is cut off in the middle of a request`() {
        for id in 1...8 {
            _ = table.open(UInt64(id), from: "127.0.0.1", at: start)
            table.prove(UInt64(id), at: start)
            table.setPhase(.busy, of: UInt64(id))
        }
        #expect(table.open(9, from: "127.0.0.1", at: start) == .refused)
        table.setPhase(.idle, of: 4)
        #expect(table.open(10, from: "127.0.0.1", at: start) == .admittedFor(4))
    }

    @Test mutating func `whose body does not come on gives way, the one heard longest ago first`() {
        for id in 1...8 {
            _ = table.open(UInt64(id), from: "127.0.0.1", at: start)
            table.prove(UInt64(id), at: start)
            table.hear(UInt64(id), at: start + .milliseconds(id))
        }
        // The first goes on sending, and the second is answered by now.
        table.hear(1, at: start + .seconds(1))
        table.setPhase(.busy, of: 2)
        #expect(table.open(9, from: "127.0.0.1", at: start) == .admittedFor(3))
        // Who is between two requests goes before them.
        table.setPhase(.idle, of: 8)
        table.setPhase(.busy, of: 9)
        #expect(table.open(10, from: "127.0.0.1", at: start) == .admittedFor(8))
        // From elsewhere nobody takes the place of one of this machine.
        #expect(table.open(11, from: "192.0.2.1", at: start) == .refused)
    }

    @Test mutating func `a connection that proved a token counts for no share`() {
        for id in 1...3 {
            _ = table.open(UInt64(id), from: "192.0.2.1", at: start)
            table.prove(UInt64(id), at: start)
        }
        for id in 4...6 { #expect(table.open(UInt64(id), from: "192.0.2.1", at: start) == .admitted) }
        #expect(table.open(7, from: "192.0.2.1", at: start) == .admittedFor(4))
    }

    @Test mutating func `from elsewhere no more than three quarters are taken, however many addresses there are`() {
        for id in 1...6 { #expect(table.open(UInt64(id), from: "192.0.2.\(id)", at: start) == .admitted) }
        #expect(table.open(7, from: "192.0.2.7", at: start) == .admittedFor(1))
        #expect(table.open(8, from: "127.0.0.1", at: start) == .admitted)
        #expect(table.open(9, from: "::1", at: start) == .admitted)
        // All are taken: still the one from elsewhere gives way, and not the older one of this machine.
        #expect(table.open(10, from: "127.0.0.1", at: start) == .admittedFor(2))
        #expect(table.entries.count == 8)
    }

    @Test mutating func `on this machine the oldest gives way when nobody else can`() {
        for id in 1...8 { #expect(table.open(UInt64(id), from: "127.0.0.1", at: start) == .admitted) }
        #expect(table.open(9, from: "127.0.0.1", at: start) == .admittedFor(1))
        #expect(table.open(10, from: "192.0.2.1", at: start) == .refused)
    }

    @Test(arguments: [(599, true), (600, false)])
    func `an address that proved a token has room for ten minutes`(seconds: Int, hasRoom: Bool) {
        var table = ConnectionTable(limits: Self.limits)
        _ = table.open(1, from: "192.0.2.1", at: start)
        table.prove(1, at: start)
        table.close(1)
        for id in 2...7 { _ = table.open(UInt64(id), from: "192.0.2.\(id)", at: start) }
        let later = start.advanced(by: .seconds(seconds))
        #expect(table.open(8, from: "192.0.2.1", at: later) == (hasRoom ? .admitted : .admittedFor(2)))
    }

    @Test mutating func `another address of the loopback network is elsewhere`() {
        for id in 1...3 { _ = table.open(UInt64(id), from: "127.0.0.2", at: start) }
        #expect(table.open(4, from: "127.0.0.2", at: start) == .admittedFor(1))
    }

    @Test mutating func `what is closed leaves its place, whatever it had proved`() {
        for round in 0..<3 {
            for id in 1...3 {
                let id = UInt64(10 * round + id)
                #expect(table.open(id, from: "192.0.2.1", at: start) == .admitted)
                if id.isMultiple(of: 2) { table.prove(id, at: start) }
            }
            for id in 1...3 { table.close(UInt64(10 * round + id)) }
        }
        #expect(table.entries.isEmpty)
    }

    @Test(arguments: [(20_000, 1024, 256), (1024, 800, 256), (256, 32, 32), (10, 16, 16)])
    func `there are no more connections than files may be open`(files: Int, total: Int, perAddress: Int) {
        let limits = ConnectionLimits().fitting(openFiles: files)
        #expect((limits.total, limits.perAddress) == (total, perAddress))
    }
}
