/// Who is connected, and who gives way when there is no room.
///
/// Nobody is kept waiting to be accepted: a newcomer takes the place of one that has its answer and is still sending, or
/// of the oldest that has not even sent a head; then of the one whose body has not come on for the longest. So whoever sends
/// one at once gets in, however many others only hold their places.
struct ConnectionTable {
    /// What a connection is at.
    enum Phase: Int, Comparable {
        /// It has its answer, and what it still sends is dropped.
        case leaving
        /// No head has come on it.
        case fresh
        /// Between two requests.
        case idle
        /// Of a request the head has come, and the body is waited for.
        case reading
        /// A request is answered, or is not read yet.
        case busy

        static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    }

    enum Decision: Equatable {
        case admitted
        /// Another connection is to be closed for it.
        case admittedFor(UInt64)
        case refused
    }

    struct Entry {
        let address: String
        /// Its address has room that others cannot take.
        let isKept: Bool
        var isProved = false
        var phase = Phase.fresh
        /// When something of the body came last that is waited for.
        var heardAt: ContinuousClock.Instant?
    }

    /// An address that proved a token keeps its room for so long.
    static let provedFor: Duration = .seconds(600)
    private static let provedAddressLimit = 256

    let limits: ConnectionLimits
    private(set) var entries: [UInt64: Entry] = [:]
    private var unprovedOf: [String: Int] = [:]
    private var elsewhere = 0
    private var provedAt: [String: ContinuousClock.Instant] = [:]

    init(limits: ConnectionLimits) { self.limits = limits }

    /// - Parameter id: greater than those of all before it.
    mutating func open(_ id: UInt64, from address: String, at now: ContinuousClock.Instant) -> Decision {
        let isHere = Self.isHere(address)
        let isKept = isHere || (provedAt[address].map { now - $0 < Self.provedFor } ?? false)
        var decision = Decision.admitted
        if !isHere, unprovedOf[address, default: 0] >= limits.perAddress {
            decision = giveWay { $0.address == address && !$0.isProved }
        } else if !isKept, elsewhere >= limits.elsewhere {
            decision = giveWay { !$0.isKept && !$0.isProved }
        } else if entries.count >= limits.total {
            decision = giveWay { !$0.isKept && !$0.isProved }
            if decision == .refused, isKept { decision = giveWay { _ in true } }
        }
        guard decision != .refused else { return .refused }
        entries[id] = Entry(address: address, isKept: isKept)
        unprovedOf[address, default: 0] += 1
        if !isKept { elsewhere += 1 }
        return decision
    }

    mutating func close(_ id: UInt64) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        if !entry.isProved { countDown(entry) }
    }

    mutating func setPhase(_ phase: Phase, of id: UInt64) { entries[id]?.phase = phase }

    /// A body is waited for, and something of it, or its head, came just now.
    mutating func hear(_ id: UInt64, at now: ContinuousClock.Instant) {
        entries[id]?.phase = .reading
        entries[id]?.heardAt = now
    }

    /// A token was proved on a connection: it counts for no share any more.
    mutating func prove(_ id: UInt64, at now: ContinuousClock.Instant) {
        guard let entry = entries[id], !entry.isProved else { return }
        entries[id]?.isProved = true
        countDown(entry)
        if provedAt.count >= Self.provedAddressLimit, provedAt[entry.address] == nil,
            let oldest = provedAt.min(by: { $0.value < $1.value })
        {
            provedAt[oldest.key] = nil
        }
        provedAt[entry.address] = now
    }

    /// Of those that fit the one that has least to lose, and of equal ones the oldest, of those whose body is waited for the
    /// one that was heard longest ago; none that has proved a token and is answered.
    private mutating func giveWay(_ fits: (Entry) -> Bool) -> Decision {
        var found: (id: UInt64, entry: Entry)?
        for (id, entry) in entries where !(entry.phase == .busy && entry.isProved) && fits(entry) {
            if let best = found, Self.yields(best, before: (id, entry)) { continue }
            found = (id, entry)
        }
        guard let found else { return .refused }
        close(found.id)
        return .admittedFor(found.id)
    }

    private static func yields(_ one: (id: UInt64, entry: Entry), before other: (id: UInt64, entry: Entry)) -> Bool {
        guard one.entry.phase == other.entry.phase else { return one.entry.phase < other.entry.phase }
        guard one.entry.phase == .reading, let heard = one.entry.heardAt, let heardOther = other.entry.heardAt,
            heard != heardOther
        else { return one.id < other.id }
        return heard < heardOther
    }

    private mutating func countDown(_ entry: Entry) {
        let count = unprovedOf[entry.address, default: 1] - 1
        unprovedOf[entry.address] = count == 0 ? nil : count
        if !entry.isKept { elsewhere -= 1 }
    }

    /// Whether an address is this machine's own. No other of 127.0.0.0/8: forwarders of containers use those for what
    /// comes from elsewhere.
    private static func isHere(_ address: String) -> Bool {
        address == "127.0.0.1" || address == "::1" || address == "::ffff:127.0.0.1"
    }
}
