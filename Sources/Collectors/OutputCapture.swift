internal import Crypto
internal import IncidentCore

/// Keeps the beginning and the end of an output of any length, half of the limit each, and counts the rest.
struct OutputCapture: Sendable {
    private let headLimit: Int
    private let tailLimit: Int
    private var head: [UInt8] = []
    /// Up to twice its limit, so that cutting it is rare.
    private var tail: [UInt8] = []
    /// Everything that was written.
    private(set) var byteCount = 0
    private var hash = SHA256()

    init(limitBytes: Int) {
        headLimit = max(0, limitBytes) / 2
        tailLimit = max(0, limitBytes) - headLimit
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        byteCount += bytes.count
        hash.update(bufferPointer: bytes)
        let room = min(bytes.count, headLimit - head.count)
        head += UnsafeRawBufferPointer(rebasing: bytes[..<room])
        // Of one chunk at most its last part can stay.
        tail += UnsafeRawBufferPointer(rebasing: bytes[max(room, bytes.count - tailLimit)...])
        if tail.count > 2 * tailLimit { tail.removeFirst(tail.count - tailLimit) }
    }

    /// What is kept of another output, on lines of its own.
    mutating func append(below other: OutputCapture) {
        guard other.byteCount > 0 else { return }
        if let last = tail.last ?? head.last, last != UInt8(ascii: "\n") {
            // Nobody wrote it, so it is not counted.
            if head.count < headLimit { head.append(UInt8(ascii: "\n")) } else { tail.append(UInt8(ascii: "\n")) }
        }
        let kept = other.bytes
        kept.withUnsafeBytes { append($0) }
        byteCount += other.byteCount - kept.count
    }

    /// Of everything that was written, in lower-case hexadecimal.
    var sha256: String { hash.finalize().hexadecimal }

    var isTruncated: Bool { byteCount > headLimit + tailLimit }

    /// Whether so much was written that reading on slowly keeps nothing from anybody.
    var isFlood: Bool { byteCount > 64 * (headLimit + tailLimit) }

    /// How many of the written bytes are in `bytes`.
    var keptByteCount: Int { isTruncated ? keptHead.count + keptTail.count : byteCount }

    /// What is kept, with a line that says how much was cut where it was cut.
    var bytes: [UInt8] {
        guard isTruncated else { return head + tail }
        let cut = byteCount - keptByteCount
        return keptHead + Array("\n… \(ByteCount(cut)) cut here …\n".utf8) + keptTail
    }

    // Cut at line ends: half a line is half a secret, which redaction would not know.
    var keptHead: ArraySlice<UInt8> {
        let end = head.lastIndex(of: UInt8(ascii: "\n")) ?? head.lastIndex(where: Self.isBetweenWords)
        return end.map { head[..<$0] } ?? head[...]
    }

    var keptTail: ArraySlice<UInt8> {
        let tail = tail.suffix(tailLimit)
        let start = tail.firstIndex(of: UInt8(ascii: "\n")) ?? tail.firstIndex(where: Self.isBetweenWords)
        return start.map { tail[($0 + 1)...] } ?? tail
    }

    private static func isBetweenWords(_ byte: UInt8) -> Bool {
        " \t\"',;&".utf8.contains(byte)
    }
}

/// A number of bytes as a person reads it: `312 bytes`, `18 KiB`, `2.3 MiB`.
struct ByteCount: CustomStringConvertible {
    let bytes: Int

    init(_ bytes: Int) { self.bytes = bytes }

    var description: String {
        switch bytes {
        case ..<1024: "\(bytes) bytes"
        case ..<(1024 * 1024): "\((bytes + 512) / 1024) KiB"
        default: "\(bytes * 10 / (1024 * 1024) / 10).\(bytes * 10 / (1024 * 1024) % 10) MiB"
        }
    }
}
