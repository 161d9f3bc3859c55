internal import Glibc
internal import Synchronization
internal import SystemPackage

/// A look at `/proc`: which processes a command has started, however they tried to get away.
struct ProcessTable {
    struct Entry: Equatable {
        let pid: pid_t
        let parent: pid_t
        let group: pid_t
        let session: pid_t
        /// Clock ticks since boot.
        let startedAt: UInt64
        /// Ended, and waiting for its parent to notice.
        let isZombie: Bool
        /// Whether it was started with no variable at all. Of one that is becoming another program (execve(2)) the
        /// environment is empty, too, for that while, but not known to be.
        let hasNoEnvironment: Bool
    }

    /// The environment of a process, zeros between its variables; empty also while it becomes another program, and when
    /// it has ended. `nil` where it may not be read. The kernel may hold who asks for it.
    var environment: @Sendable (pid_t) -> [UInt8]?
    private let isOurProgram: @Sendable (pid_t) -> Bool
    private let entries: [Entry]
    private let markers = Markers()

    init(
        entries: [Entry] = Self.allPIDs().compactMap(Self.entry),
        isOurProgram: @escaping @Sendable (pid_t) -> Bool = Self.isOurProgram,
        environment: @escaping @Sendable (pid_t) -> [UInt8]? = Self.environment
    ) {
        (self.entries, self.isOurProgram, self.environment) = (entries, isOurProgram, environment)
    }

    /// The living processes that belong to the command whose first process is `leader`.
    ///
    /// They are in its session or group, or carry `marker` in their environment (a process that called `setsid` still
    /// does), or descend from one of these.
    func processes(of leader: pid_t, marker: String) -> Set<pid_t> {
        let start = entries.first { $0.pid == leader }?.startedAt ?? 0
        // What is older than the command is not of it; most of the machine is left out by this, before its environment
        // is read.
        let candidates = entries.filter { $0.startedAt >= start && !$0.isZombie && $0.pid != getpid() }
        let found = candidates.filter {
            $0.session == leader || $0.group == leader || hasMarker($0.pid, marker)
        }
        return withDescendants(Set(found.map(\.pid)).union([leader]), among: candidates).subtracting(
            candidates.contains { $0.pid == leader } ? [] : [leader])
    }

    /// What got away from commands that have ended, and was given to us as the nearest process that takes orphans.
    struct Orphans {
        var living: Set<pid_t> = []
        /// They wait for us to notice.
        var dead: Set<pid_t> = []
        /// Whether there is one that cannot be told yet, as it is becoming another program.
        var isInDoubt = false
    }

    /// Those which are proved to be a command's that has ended; what may be of one that runs is left to that one's end.
    ///
    /// The proof is a marker of none of `runs`, or, of what has cleared its environment, left its session and lost its
    /// parent, that it is older than whatever runs. What a run is starting has neither session nor marker of that run
    /// for a while, so while one is, only a marker proves anything.
    /// - Parameter runs: as they were before the look and are after it.
    func orphans(besides runs: RunRegistry.Snapshot) -> Orphans {
        let ourselves = getpid()
        let ours = entries.filter { $0.parent == ourselves && !runs.leaders.contains($0.pid) }
        let eldest = entries.filter { runs.running.contains($0.pid) }.map(\.startedAt).min() ?? .max
        var orphans = Orphans()
        if runs.starting == 0 { orphans.dead = Set(ours.filter(\.isZombie).map(\.pid)) }
        for entry in ours where !entry.isZombie {
            guard !runs.leaders.contains(entry.session), !runs.leaders.contains(entry.group),
                // Asked before the environment, which is ours until it is that of the command.
                runs.starting == 0 || !isOurProgram(entry.pid)
            else { continue }
            let variables = environment(entry.pid)
            if let marker = variables.flatMap(marker(in:)) {
                if !runs.markers.contains(marker) { orphans.living.insert(entry.pid) }
            } else if variables == [], !entry.hasNoEnvironment {
                orphans.isInDoubt = true
            } else if runs.starting == 0, entry.startedAt < eldest {
                orphans.living.insert(entry.pid)
            }
        }
        orphans.living = withDescendants(orphans.living, among: entries.filter { !$0.isZombie })
        return orphans
    }

    /// `nil` when there is no such process.
    static func entry(_ pid: pid_t) -> Entry? {
        guard let text = contents(of: "/proc/\(pid)/stat", limit: 4096).map({ String(decoding: $0, as: UTF8.self) }),
            // The name in parentheses may hold anything, so read from the last one (proc(5)).
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let parent = pid_t(fields[1]), let group = pid_t(fields[2]),
            let session = pid_t(fields[3]), let startedAt = UInt64(fields[19])
        else { return nil }
        return Entry(
            pid: pid, parent: parent, group: group, session: session, startedAt: startedAt,
            isZombie: fields[0] == "Z" || fields[0] == "X",
            // env_start and env_end (proc(5)), which are 0 until they are known.
            hasNoEnvironment: fields.count > 48 && fields[47] != "0" && fields[47] == fields[48])
    }

    /// An environment of ours is smaller than this; another user's cannot be read and is not of a command.
    static func environment(of pid: pid_t) -> [UInt8]? {
        contents(of: "/proc/\(pid)/environ", limit: 1 << 20) ?? (entry(pid) == nil ? [] : nil)
    }

    private func withDescendants(_ found: Set<pid_t>, among candidates: [Entry]) -> Set<pid_t> {
        var found = found
        var size = -1
        while size != found.count {
            size = found.count
            for candidate in candidates where found.contains(candidate.parent) { found.insert(candidate.pid) }
        }
        return found
    }

    private func hasMarker(_ pid: pid_t, _ wanted: String) -> Bool {
        markers.of(pid) { environment(pid).flatMap(marker(in:)) } == wanted
    }

    private func marker(in environment: [UInt8]) -> String? {
        let prefix = Array("\(RunRegistry.markerName)=".utf8)
        return environment.split(separator: 0).first { $0.starts(with: prefix) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Between fork and exec a child of ours is not yet the command that it becomes.
    static func isOurProgram(_ pid: pid_t) -> Bool {
        link("/proc/\(pid)/exe") == link("/proc/self/exe")
    }

    private static func link(_ path: String) -> [CChar]? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        return length < 0 ? nil : Array(buffer[..<length])
    }

    static func allPIDs() -> [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        // By address: an entry is only as long as its name, and what follows the last one may be no memory of ours.
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!
        var pids: [pid_t] = []
        while let item = readdir(folder) {
            let name = UnsafeRawPointer(item).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
            if let pid = pid_t(String(cString: name)) { pids.append(pid) }
        }
        return pids
    }

    private static func contents(of path: String, limit: Int) -> [UInt8]? {
        guard let file = try? FileDescriptor.open(path, .readOnly) else { return nil }
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit, 64 * 1024))
        while bytes.count < limit, let count = try? chunk.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0
        {
            bytes += chunk[..<count]
        }
        return bytes
    }
}

/// By which processes carry, each read once a look, however many commands look.
private final class Markers: Sendable {
    private let known = Mutex<[pid_t: String?]>([:])

    func of(_ pid: pid_t, read: () -> String?) -> String? {
        if let marker = known.withLock({ $0[pid] }) { return marker }
        let marker = read()
        known.withLock { $0[pid] = .some(marker) }
        return marker
    }
}
