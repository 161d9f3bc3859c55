internal import Glibc
internal import Synchronization

/// The commands of this process that have not ended, so that what got away from one can be told from what another has
/// just started.
final class RunRegistry: Sendable {
    /// Each command has it in its environment, with a value of its own.
    static let markerName = "RESPONDER_RUN_ID"

    struct Snapshot {
        /// Their first processes.
        var leaders: Set<pid_t> = []
        /// Those of them that have ended, or are being ended, and whose processes are looked for.
        var ending: Set<pid_t> = []
        /// `NAME=value`.
        var markers: Set<String> = []
        /// How many have no first process yet.
        var starting = 0

        /// The first processes of those that may still start others.
        var running: Set<pid_t> { leaders.subtracting(ending) }

        func union(_ other: Snapshot) -> Snapshot {
            Snapshot(
                leaders: leaders.union(other.leaders), ending: ending.union(other.ending),
                markers: markers.union(other.markers),
                starting: max(starting, other.starting))
        }
    }

    static let shared = RunRegistry()

    private let runs = Mutex(Snapshot())

    var snapshot: Snapshot { runs.withLock { $0 } }

    /// Called before a command is started.
    func begin(marker: String) {
        runs.withLock {
            $0.markers.insert(marker)
            $0.starting += 1
        }
    }

    func started(leader: pid_t) {
        runs.withLock {
            $0.leaders.insert(leader)
            $0.starting -= 1
        }
    }

    /// Called before the first look for what it has left: of two that end at once, the later one's look then finds what
    /// may be either's.
    func ending(leader: pid_t) { runs.withLock { _ = $0.ending.insert(leader) } }

    /// - Parameter leader: `nil` when it never started.
    func end(marker: String, leader: pid_t?) {
        runs.withLock {
            $0.markers.remove(marker)
            if let leader {
                $0.leaders.remove(leader)
                $0.ending.remove(leader)
            } else {
                $0.starting -= 1
            }
        }
    }
}
