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

    /// The living processes that belong to the command whose first process is `leader`.
    ///
    /// They are in its session or group, or carry `marker` in their environment (a process that called `setsid` still
    /// does), or descend from one of these.
    static func processes(of leader: pid_t, marker: String) -> Set<pid_t> {
        let start = entry(leader)?.startedAt ?? 0
        // What is older than the command is not of it; most of the machine is left out by this, before its environment
        // is read.
        let candidates = allPIDs().compactMap(entry).filter {
            $0.startedAt >= start && !$0.isZombie && $0.pid != getpid()
        }
        var found = Set(
            candidates.filter { $0.session == leader || $0.group == leader || hasMarker($0.pid, marker) }.map(\.pid))
        var size = -1
        while size != found.count {
            size = found.count
            for candidate in candidates where candidate.parent == leader || found.contains(candidate.parent) {
                found.insert(candidate.pid)
            }
        }
        return found
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

    private static func hasMarker(_ pid: pid_t, _ marker: String) -> Bool {
        // An environment of ours is smaller than this; another user's cannot be read and is not of the command.
        guard let environment = contents(of: "/proc/\(pid)/environ", limit: 1 << 20) else { return false }
        let marker = Array(marker.utf8)
        return environment.split(separator: 0).contains { $0.elementsEqual(marker) }
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
