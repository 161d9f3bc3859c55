import Foundation
import Glibc

/// Two name servers that take every question and answer none, for a program that is started to ask them alone.
///
/// The program gets its own `/etc/resolv.conf` in a mount namespace, for which one must be root or may become root in a
/// user namespace. Its `getaddrinfo` is the real one: it gives a name up after 20 s.
package final class SilentNameServers: Sendable {
    private let sockets: [Int32]
    private let addresses: [String]

    package init() {
        var bound: [(socket: Int32, address: String)] = []
        // Only at port 53 are they asked, which every address of this machine has.
        for _ in 0..<100 where bound.count < 2 {
            let last = (0..<3).map { _ in UInt8.random(in: 1...254) }
            let address = "127.\(last[0]).\(last[1]).\(last[2])"
            if let socket = Self.bind(address) { bound.append((socket, address)) }
        }
        sockets = bound.map(\.socket)
        // Who may not have the port asks addresses that belong to nobody (RFC 5737), where the network drops it.
        addresses = bound.count == 2 ? bound.map(\.address) : ["192.0.2.53", "198.51.100.53"]
    }

    deinit { for socket in sockets { close(socket) } }

    /// How `executable` is started so that it asks them.
    func command(
        _ executable: URL, _ arguments: [String], in folder: ScratchFolder
    ) throws -> (executable: URL, arguments: [String]) {
        let (names, order) = (folder.file("resolv.conf"), folder.file("nsswitch.conf"))
        try Data(addresses.map { "nameserver \($0)\n" }.joined().utf8).write(to: names)
        try Data("hosts: files dns\n".utf8).write(to: order)
        let script = """
            /bin/mount --bind "$0" /etc/resolv.conf && /bin/mount --bind "$1" /etc/nsswitch.conf && shift && exec "$@"
            """
        let namespace = geteuid() == 0 ? ["--mount"] : ["--map-root-user", "--mount"]
        return (
            URL(filePath: "/usr/bin/unshare"),
            namespace + ["/bin/sh", "-c", script, names.path, order.path, executable.path] + arguments
        )
    }

    private static func bind(_ address: String) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = in_port_t(53).bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        let status = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
