internal import Crypto
internal import Foundation

/// How a receiver knows that a message is ours: `v1=` and the hex HMAC-SHA256 of `timestamp.body` under the secret.
package enum WebhookSignature {
    /// - Parameter timestamp: seconds since 1970, as in its header; an old one is a replay.
    package static func sign(_ body: [UInt8], timestamp: String, secret: String) -> String {
        let signed = Data("\(timestamp).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Data(secret.utf8)))
        return "v1="
            + code.map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }
}
