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

    var bitCount: Int { bytes.count * 8 }

    var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1] }

    /// Whether the first `bitCount` bits are those of `other`.
    func shares(_ bitCount: Int, with other: IPAddress) -> Bool {
        guard bytes.count == other.bytes.count, bitCount <= self.bitCount else { return false }
        return zip(bytes, other.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(bitCount - index * 8, 0), 8)
            return (pair.0 ^ pair.1) >> (8 - bits) == 0
        }
    }
}
