internal import Glibc
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
    }

    /// The environment of a process, zeros between its variables. The kernel may hold who asks for it.
    var environment: @Sendable (pid_t) -> [UInt8]?
    private let entries: [Entry]

    init(environment: @escaping @Sendable (pid_t) -> [UInt8]? = Self.environment) {
        self.environment = environment
        entries = Self.allPIDs().compactMap(Self.entry)
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

    /// What has cleared its environment, left its session and lost its parent, and was given to us as the nearest
    /// process that takes orphans: the living ones, and the dead ones that wait for us to notice.
    ///
    /// - Parameter runs: as they were before the look and are after it. A process that one of them is starting has neither session nor
    ///   marker yet, so while one is, nothing dead is taken for an orphan.
    func orphans(besides runs: RunRegistry.Snapshot) -> (living: Set<pid_t>, dead: Set<pid_t>) {
        let ourselves = getpid()
        let ours = entries.filter { $0.parent == ourselves && !runs.leaders.contains($0.pid) }
        let dead = runs.starting > 0 ? [] : ours.filter(\.isZombie).map(\.pid)
        let strays = ours.filter { entry in
            guard !entry.isZombie, !runs.leaders.contains(entry.session), !runs.leaders.contains(entry.group) else {
                return false
            }
            // One that is being started is still our program, or carries the marker of its run.
            guard let variables = environment(entry.pid) else { return runs.starting == 0 }
            return !Self.isOurProgram(entry.pid) && marker(in: variables).map { !runs.markers.contains($0) } ?? true
        }
        return (withDescendants(Set(strays.map(\.pid)), among: entries.filter { !$0.isZombie }), Set(dead))
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
            isZombie: fields[0] == "Z" || fields[0] == "X")
    }

    /// An environment of ours is smaller than this; another user's cannot be read and is not of a command.
    static func environment(of pid: pid_t) -> [UInt8]? { contents(of: "/proc/\(pid)/environ", limit: 1 << 20) }

    private func withDescendants(_ found: Set<pid_t>, among candidates: [Entry]) -> Set<pid_t> {
        var found = found
        var size = -1
        while size != found.count {
            size = found.count
            for candidate in candidates where found.contains(candidate.parent) { found.insert(candidate.pid) }
        }
        return found
    }

    private func hasMarker(_ pid: pid_t, _ wanted: String) -> Bool { environment(pid).flatMap(marker(in:)) == wanted }

    private func marker(in environment: [UInt8]) -> String? {
        let prefix = Array("\(RunRegistry.markerName)=".utf8)
        return environment.split(separator: 0).first { $0.starts(with: prefix) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Between fork and exec a child of ours is not yet the command that it becomes.
    private static func isOurProgram(_ pid: pid_t) -> Bool {
        link("/proc/\(pid)/exe") == link("/proc/self/exe")
    }

    private static func link(_ path: String) -> [CChar]? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        return length < 0 ? nil : Array(buffer[..<length])
    }

    private static func allPIDs() -> [pid_t] {
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
