internal import Glibc

/// How many files this process may still open.
package struct OpenFiles: Sendable {
    /// Room that must be left where a program is started: pipes, its process and what others open meanwhile. The library
    /// that starts programs ends this whole process when one of its pipes cannot be made.
    package static let roomForAProgram = 48
    /// With a lower limit a server could not take connections, send and run collectors at once.
    private static let least = 256
    /// More would serve nobody.
    private static let most = 65_536

    let free: @Sendable () -> Int

    /// - Parameter free: counts how many there are.
    package init(free: @escaping @Sendable () -> Int) { self.free = free }

    package static let ofThisProcess = OpenFiles {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var open = 0
        while readdir(folder) != nil { open += 1 }
        return Int(clamping: limits.rlim_cur) - open
    }

    /// Takes as many as the system lets us have without asking.
    ///
    /// - Returns: what to tell a person when that is too few; `nil` when it is enough.
    package static func raiseLimit() -> String? {
        var limits = limits
        limits.rlim_cur = max(limits.rlim_cur, min(limits.rlim_max, rlim_t(most)))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        let limit = self.limits.rlim_cur
        return limit >= least
            ? nil
            : "this process may have \(limit) files open, which is too few to take alerts, send and run collectors at once; allow \(least) or more (ulimit -n, or LimitNOFILE= of the service)"
    }

    private static var limits: rlimit {
        var limits = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        return limits
    }
}
