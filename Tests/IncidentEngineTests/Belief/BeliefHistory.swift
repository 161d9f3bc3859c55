import IncidentCore
import TestSupport

/// What two Alertmanagers tell us of one alert that two Prometheus replicas watch, in a world in which clocks differ,
/// links break, bodies are refused, answers are lost and copies come late. Made from a seed; a tick is a second.
///
/// Alertmanager's part follows its source (0.25 to 0.34): how alerts of two senders are merged (`types.Alert.Merge`),
/// when a flush must notify (`notify.DedupStage.needsUpdate`), and how the second of a pair waits for the first. Its
/// times are a few times shorter than the real ones.
struct BeliefHistory {
    /// Instead of `late_copy_within`'s 60 s.
    static let hold = 12
    static let length = 240

    struct Delivery {
        let tick: Int
        let sender: Int
        let alert: Alert
    }

    /// In the order of their arrival.
    private(set) var deliveries: [Delivery] = []
    /// Whether the alert truly fires, tick by tick.
    let truth: [Bool]
    /// For each tick since when the truth has not changed and nothing was broken, as a number of ticks.
    private(set) var calm: [Int] = []
    let isHealthyPair: Bool

    private let world: World

    /// - Parameter isHealthy: a pair that sees each other, with clocks that agree, and nothing that breaks.
    init(seed: UInt64, isHealthy: Bool = false) {
        var generator = SeededGenerator(seed: seed)
        world = World(isHealthy: isHealthy, using: &generator)
        isHealthyPair = isHealthy
        truth = world.makeTruth(using: &generator)
        let faults = world.makeFaults(using: &generator)
        var prometheus = [SimulatedPrometheus(0, world), SimulatedPrometheus(1, world)]
        var alertmanagers = [SimulatedAlertmanager(0, world), SimulatedAlertmanager(1, world)]
        var log = NotificationLog(isShared: world.isCluster)
        var calmTicks = 0
        for tick in 0..<Self.length {
            let isBroken = faults.contains { $0.ticks.contains(tick) }
            let hasChanged = tick > 0 && truth[tick] != truth[tick - 1]
            calmTicks = isBroken || hasChanged ? 0 : calmTicks + 1
            calm.append(calmTicks)
            for replica in prometheus.indices {
                guard let told = prometheus[replica].evaluate(truth[tick], at: tick) else { continue }
                for peer in alertmanagers.indices where !faults.contains(where: { $0.cuts(replica, peer, at: tick) }) {
                    alertmanagers[peer].receive(told, at: tick)
                }
            }
            for peer in alertmanagers.indices {
                let isRefused = faults.contains { $0.refuses(peer, at: tick) }
                if let alert = alertmanagers[peer].run(
                    at: tick, isRefused: isRefused, mayLoseAnswers: isBroken, &log, using: &generator)
                {
                    deliveries.append(Delivery(tick: tick, sender: peer, alert: alert))
                }
            }
        }
    }

    /// When the world comes to a tick.
    static func time(_ tick: Int) -> Timestamp { TestClock.monday + .seconds(tick) }

    /// After so many calm ticks what is shown must be the truth: the senders have noticed it, flushed it, corrected each
    /// other, and a doubtful alert has been decided.
    var settledAfter: Int { world.settledAfter }

    /// Whether the senders have told the truth as it is: when it has ended all of them, when it fires the last one.
    ///
    /// A peer that is answered late, or never, leaves a word that no Alertmanager takes back; nobody can know better then.
    func isTold(at tick: Int) -> Bool {
        var words: [AlertStatus?] = [nil, nil]
        var last = AlertStatus.resolved
        for delivery in deliveries where delivery.tick <= tick {
            last = delivery.alert.status
            words[delivery.sender] = last
        }
        return truth[tick] ? last == .firing : words.allSatisfy { $0 != .firing }
    }

    var description: String {
        let lines = deliveries.map {
            "\($0.tick): \($0.sender) \($0.alert.status) since \(($0.alert.startsAt - Self.time(0)).inSeconds) until \($0.alert.endsAt.map { "\(($0 - Self.time(0)).inSeconds)" } ?? "-")"
        }
        let changes = truth.indices.filter { $0 == 0 || truth[$0] != truth[$0 - 1] }.map { "\($0): \(truth[$0])" }
        return "\(world)\ntruth \(changes)\n\(lines.joined(separator: "\n"))"
    }
}

/// What a history is made of.
struct World {
    /// The two see each other: one waits for the other, and they share what was told.
    let isCluster: Bool
    let isHealthy: Bool
    let groupInterval: Int
    let peerWait: Int
    let repeatInterval: Int
    /// How far the clock of each replica is off.
    let offsets: [Int]
    let phases: [Int]
    /// How often a replica looks and, unless something changes, says so again; and how long that holds.
    static let evaluation = 3
    static let resend = 8
    static let validity = 32

    init(isHealthy: Bool, using generator: inout SeededGenerator) {
        self.isHealthy = isHealthy
        isCluster = isHealthy || generator.chance(70)
        groupInterval = generator.pick([2, 3, 5])
        peerWait = isCluster ? generator.pick([2, 3, 4]) : 0
        repeatInterval = generator.pick([30, 1000])
        offsets =
            isHealthy ? [0, 0] : [generator.pick([0, 0, 0, 1, 4, 12, -4, -12]), generator.pick([0, 0, 2, -3, 9])]
        phases = [generator.pick([0, 1, 2]), generator.pick([0, 1, 2])]
    }

    var settledAfter: Int {
        let ahead = max(offsets[0], offsets[1], 0)
        return Self.resend + Self.evaluation + 4 * (groupInterval + peerWait + 2) + BeliefHistory.hold + ahead + 8
    }

    /// Firings that may be as short as a flush, but no shorter than what the clocks disagree by: what lies wholly before
    /// the start that the other clock tells speaks of an older one.
    func makeTruth(using generator: inout SeededGenerator) -> [Bool] {
        let shortest = abs(offsets[0] - offsets[1]) + Self.evaluation + 1
        var truth: [Bool] = []
        var fires = false
        while truth.count < BeliefHistory.length {
            let long = generator.chance(40) ? Int.random(in: 20...110, using: &generator) : 0
            let short = Int.random(in: 1...8, using: &generator)
            truth += repeatElement(fires, count: max(long, fires ? shortest + short : short))
            fires.toggle()
        }
        return Array(truth.prefix(BeliefHistory.length))
    }

    struct Fault {
        let ticks: Range<Int>
        /// By replica and Alertmanager.
        let links: Set<Int>
        let refusing: Set<Int>

        func cuts(_ replica: Int, _ peer: Int, at tick: Int) -> Bool {
            ticks.contains(tick) && links.contains(replica * 2 + peer)
        }

        func refuses(_ peer: Int, at tick: Int) -> Bool { ticks.contains(tick) && refusing.contains(peer) }
    }

    func makeFaults(using generator: inout SeededGenerator) -> [Fault] {
        guard !isHealthy else { return [] }
        return (0..<generator.pick([0, 1, 1, 2])).map { _ in
            let begin = Int.random(in: 5..<170, using: &generator)
            let length = generator.pick([3, 10, 40, 60])
            let links = (0..<4).filter { _ in generator.chance(60) }
            let refusing = (0..<2).filter { _ in generator.chance(30) }
            return Fault(ticks: begin..<(begin + length), links: Set(links), refusing: Set(refusing))
        }
    }
}
