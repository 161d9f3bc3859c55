/// FNV-1a with 64 bits, with which Prometheus hashes label sets.
package struct FNV1a64: Sendable, Equatable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package static func hash(of text: String) -> FNV1a64 {
        var hash = FNV1a64()
        hash.add(text)
        return hash
    }

    package mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    package mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
    }

    /// 16 lower-case digits, as in `fingerprint`.
    package var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Labels {
    /// What Alertmanager sends as `fingerprint`: over each label in the order of the names, name and value, each with
    /// 0xFF behind it.
    package var fingerprint: String {
        var hash = FNV1a64()
        // Prometheus orders names by their bytes; so does Swift where all are ASCII.
        let isASCII = pairs.allSatisfy { $0.name.utf8.allSatisfy { $0 < 0x80 } }
        let inOrder = isASCII ? pairs : pairs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for pair in inOrder {
            hash.add(pair.name)
            hash.add(0xFF)
            hash.add(pair.value)
            hash.add(0xFF)
        }
        return hash.hexadecimal
    }
}
