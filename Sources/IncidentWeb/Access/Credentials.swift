internal import Crypto
internal import Foundation
package import HTTPTypes
package import IncidentCore

/// The tokens that open one part of the server; two may be valid at once, so that one can be changed for another.
package struct Credentials: Sendable {
    private let tokens: [String]

    /// - Parameter setting: one token, or two separated by a comma; `nil` or empty is none.
    package init(setting: String?) {
        tokens = (setting ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    package var isEmpty: Bool { tokens.isEmpty }

    /// What no output may repeat.
    package var secrets: [Secret] { tokens.map { Secret($0) } }

    /// Whether a request carries one of the tokens: as a bearer token, or as the password of basic authentication.
    package func admit(_ headers: HTTPFields) -> Bool {
        guard let header = headers[.authorization] else { return false }
        if let bearer = header.dropPrefix("bearer ") { return tokens.contains { Self.equal($0, String(bearer)) } }
        guard let password = Self.basic(header)?.password else { return false }
        return tokens.contains { Self.equal($0, password) }
    }

    /// Whether the body is signed with one of the tokens, as Grafana does it: HMAC-SHA256 in hexadecimal.
    func admit(signature: String, of body: [UInt8]) -> Bool {
        tokens.contains { Self.equal(Signature.hex(of: body, key: Array($0.utf8)), signature.lowercased()) }
    }

    /// Who a request says it is, by the user name of basic authentication.
    package static func userName(_ headers: HTTPFields) -> String? {
        headers[.authorization].flatMap { basic($0)?.user }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func basic(_ header: String) -> (user: String, password: String)? {
        guard let encoded = header.dropPrefix("basic "), let data = Data(base64Encoded: String(encoded)) else {
            return nil
        }
        let text = String(decoding: data, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// In a time that does not tell how much of it was right: two digests are compared, not the texts.
    private static func equal(_ left: String, _ right: String) -> Bool {
        let (a, b) = (SHA256.hash(data: Data(left.utf8)), SHA256.hash(data: Data(right.utf8)))
        return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// HMAC-SHA256, with which links and form tokens are signed.
enum Signature {
    static func hex(of message: [UInt8], key: [UInt8]) -> String {
        HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)).hexadecimal
    }

    static func isValid(_ hex: String, of message: [UInt8], key: [UInt8]) -> Bool {
        guard hex.utf8.count == 64, let code = [UInt8](hexadecimal: hex) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: SymmetricKey(data: key))
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> Substring? {
        lowercased().hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
