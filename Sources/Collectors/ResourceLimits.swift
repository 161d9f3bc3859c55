internal import Glibc

/// What a command may use of the machine, set by util-linux' `prlimit` in front of it.
///
/// Swift's subprocesses have no place between fork and exec where limits could be set. Without `prlimit` nothing is run.
package struct ResourceLimits: Sendable {
    /// Where Debian has it.
    package static let prlimit = "/usr/bin/prlimit"

    /// Whether the limit on processes binds nobody whom we start.
    package static var isRoot: Bool { geteuid() == 0 }

    private let options: [String]

    /// - Parameters:
    ///   - program: decides over the address space that it may have.
    ///   - timeout: the command's time limit; its processor time may be as long on two processors.
    init(program: String, timeout: Duration) {
        let seconds = UInt(max(1, timeout.components.seconds + 1))
        options = [
            Self.option("cpu", 2 * seconds, RLIMIT_CPU),
            Self.option("fsize", 64 << 20, RLIMIT_FSIZE),
            Self.option("nofile", 1024, RLIMIT_NOFILE),
            // What a program has for itself; what it shares with others counts in its address space alone.
            Self.option("data", 2 << 30, RLIMIT_DATA),
            Self.option("as", Self.addressSpace(of: program), RLIMIT_AS),
            // Counted for the whole user, so it only ends runaway forking; root is not bound by it.
            Self.option("nproc", 4096, __RLIMIT_NPROC),
            "--core=0",
        ]
    }

    /// The arguments of `prlimit` that set the limits and then become the command.
    func arguments(before program: String, _ arguments: [String]) -> [String] {
        options + ["--", program] + arguments
    }

    /// Go reserves over 1 GiB before it has done anything (kubectl 1.32 does not start with 512 MiB), Java a quarter of
    /// the machine's memory for its heap and over 2 GiB besides.
    private static func addressSpace(of program: String) -> UInt {
        switch program.split(separator: "/").last {
        case "psql", "pg_isready", "redis-cli": 1 << 30
        case "kubectl", "helm": 4 << 30
        default: 4 << 30 + UInt(max(0, sysconf(Int32(_SC_PHYS_PAGES)))) * UInt(max(0, sysconf(Int32(_SC_PAGESIZE)))) / 4
        }
    }

    /// Never above our own hard limit: only root may raise it, and the command would not start.
    private static func option(_ name: String, _ wanted: UInt, _ resource: __rlimit_resource) -> String {
        var own = rlimit()
        let allowed = getrlimit(__rlimit_resource_t(resource.rawValue), &own) == 0 ? min(wanted, own.rlim_max) : wanted
        return "--\(name)=\(allowed)"
    }
}
