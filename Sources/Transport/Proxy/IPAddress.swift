internal import CCurl
internal import Glibc

/// An IPv4 or IPv6 address.
struct IPAddress: Equatable {
    /// 4 or 16; 4 also for an IPv4 address that is written as an IPv6 one.
    let bytes: [UInt8]

    /// - Returns: `nil` when `text` is a name.
    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.bytes = Array(bytes.prefix(4))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            let isMapped = bytes.prefix(12) == Array(repeating: 0, count: 10) + [0xFF, 0xFF]
            self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
        } else {
            return nil
        }
    }

    /// - Returns: `nil` for another family.
    init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let start = UnsafeRawPointer(address) + offset
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch address.pointee.family {
        case AF_INET:
            var number = start.loadUnaligned(as: sockaddr_in.self).sin_addr
            inet_ntop(AF_INET, &number, &text, socklen_t(text.count))
        case AF_INET6:
            var number = start.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            inet_ntop(AF_INET6, &number, &text, socklen_t(text.count))
        default: return nil
        }
        self.init(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    var bitCount: Int { bytes.count * 8 }

    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1] }

    /// Whether what listens there trusts who reaches it: this machine, its link, and where clouds tell a machine its own
    /// credentials.
    var isLocal: Bool { Self.local.contains { shares($0.bitCount, with: $0.network) } }

    private static let local = [
        ("127.0.0.0", 8), ("0.0.0.0", 8), ("169.254.0.0", 16), ("::", 127), ("fe80::", 10),
        // Metadata of AWS over IPv6, Alibaba, Oracle and Azure; of the others it is in 169.254.0.0/16.
        ("fd00:ec2::254", 128), ("100.100.100.200", 32), ("192.0.0.192", 32), ("168.63.129.16", 32),
    ].compactMap { text, bitCount in IPAddress(text).map { (network: $0, bitCount: bitCount) } }

    /// Whether the first `bitCount` bits are those of `other`.
    func shares(_ bitCount: Int, with other: IPAddress) -> Bool {
        guard bytes.count == other.bytes.count, bitCount <= self.bitCount else { return false }
        return zip(bytes, other.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(bitCount - index * 8, 0), 8)
            return (pair.0 ^ pair.1) >> (8 - bits) == 0
        }
    }
}

extension IPAddress: CustomStringConvertible {
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
