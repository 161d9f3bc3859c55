internal import Glibc

/// What a command may use of the machine, set by util-linux' `prlimit` in front of it.
///
/// Swift's subprocesses have no place between fork and exec where limits could be set.
struct ResourceLimits: Sendable {
    private let options: [String]

    /// - Parameter timeout: the command's time limit; its processor time may be as long on two processors.
    init(timeout: Duration) {
        let seconds = UInt(max(1, timeout.components.seconds + 1))
        options = [
            Self.option("cpu", 2 * seconds, RLIMIT_CPU),
            Self.option("fsize", 64 << 20, RLIMIT_FSIZE),
            // Data and not address space: Go and Java reserve far more of that than they use.
            Self.option("data", 2 << 30, RLIMIT_DATA),
            // Counted for the whole user, so it only ends runaway forking; root is not bound by it.
            Self.option("nproc", 4096, __RLIMIT_NPROC),
            "--core=0",
        ]
    }

    /// The program and arguments that set the limits and then become the command; the command itself where `prlimit`
    /// is missing.
    func applied(to program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        let prlimit = "/usr/bin/prlimit"
        guard access(prlimit, X_OK) == 0 else { return (program, arguments) }
        return (prlimit, options + ["--", program] + arguments)
    }

    /// Never above our own hard limit: only root may raise it, and the command would not start.
    private static func option(_ name: String, _ wanted: UInt, _ resource: __rlimit_resource) -> String {
        var own = rlimit()
        let allowed = getrlimit(__rlimit_resource_t(resource.rawValue), &own) == 0 ? min(wanted, own.rlim_max) : wanted
        return "--\(name)=\(allowed)"
    }
}
