internal import Glibc

/// Why a message could not be written to the spool: where, in the system's words, and what to do.
struct SpoolFailure: Error, CustomStringConvertible {
    let path: String
    /// As of `errno`.
    let number: Int32

    var description: String {
        let reason = String(cString: strerror(number))
        return "\(path): \(reason.prefix(1).lowercased())\(reason.dropFirst()); \(advice)"
    }

    private var advice: String {
        switch number {
        case ENOTDIR, EEXIST, EISDIR: "move away what stands there in place of a folder or file of ours"
        case EACCES, EPERM, EROFS: "let the user that responder runs as write there"
        case ENOSPC, EDQUOT: "make room on its disk"
        default: "mend that, or give the endpoint credentials, so that nothing goes to the spool"
        }
    }
}
