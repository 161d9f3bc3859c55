internal import IncidentCore

/// A sandbox around a command, made by Bubblewrap in front of it.
package struct Bubblewrap: Sendable {
    /// Where Debian has it.
    package static let program = "/usr/bin/bwrap"

    /// What is missing, and what brings it.
    static func words(missing program: String) -> String {
        "\(program) is missing, which is the sandbox that collectors.yaml asks for (Debian: bubblewrap)"
    }

    /// The arguments of `bwrap` that make the sandbox and then begin the command in it: all files as they are and none to be
    /// written, but an empty folder for temporary ones; no other process in sight, and none that outlives it.
    static func arguments(hasNetwork: Bool, before program: String, _ arguments: [String]) -> [String] {
        ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
            + ["--unshare-user-try", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
            + (hasNetwork ? [] : ["--unshare-net"])
            + ["--cap-drop", "ALL", "--die-with-parent", "--chdir", "/", "--", program] + arguments
    }
}
