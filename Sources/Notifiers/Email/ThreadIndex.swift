internal import Crypto
internal import FoundationEssentials
internal import IncidentCore

/// `Thread-Index`, by which Outlook tells conversations where it takes no notice of `References` ([MS-OXOMSG] 2.2.1.3):
/// when the conversation began and what tells it from others, and behind that, of each later mail, by how much it is later.
struct ThreadIndex {
    let text: String

    /// - Parameter id: the message's own.
    init(_ message: Message, id: String) {
        let (root, at) = (message.continuedThread, message.notification.createdAt)
        let began = (root?.beganAt ?? at).fileTime
        // The upper six bytes of the time; the first is 1 until 2057, and must be.
        var bytes =
            [1] + (began >> 16).bigEndianBytes.suffix(5)
            + SHA256.hash(data: Data((root?.messageID ?? id).utf8)).prefix(16)
        if root != nil {
            // Without this block of its own Outlook takes a mail for no reply. The first bit says how fine the time is.
            let later = max(0, at.fileTime - began) >> 18
            bytes += min(later, 0x7FFF_FFFF).bigEndianBytes.suffix(4)
            bytes.append(UInt8(truncatingIfNeeded: message.notification.id))
        }
        text = Data(bytes).base64EncodedString()
    }
}

extension Timestamp {
    /// Tenths of microseconds since 1601.
    fileprivate var fileTime: Int64 { milliseconds * 10_000 + 116_444_736_000_000_000 }
}

extension Int64 {
    fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
