internal import Crypto
internal import Foundation
internal import HTTPTypes
internal import IncidentCore

/// PagerDuty's proof of a body: HMAC-SHA256 over it in hexadecimal, behind `v1=`.
///
/// While a secret is changed there are several, one for each, with commas between them; one that fits is enough.
struct PagerDutySignature: Equatable, Sendable {
    /// So many are looked at: PagerDuty signs with two secrets at most.
    private static let limit = 10

    private let codes: [[UInt8]]

    /// - Returns: `nil` when the request is not signed so.
    init?(_ headers: HTTPFields) {
        guard let header = headers[.pagerDutySignature] else { return nil }
        self.init(header)
    }

    init?(_ header: String) {
        codes = header.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("v1=") && $0.utf8.count == 67 }.prefix(Self.limit)
            .compactMap { [UInt8](hexadecimal: String($0.dropFirst(3))) }
        guard !codes.isEmpty else { return nil }
    }

    /// Whether one of the secrets has signed the body; in a time that does not tell how much of a code was right.
    func proves(_ body: [UInt8], secrets: [Secret]) -> Bool {
        var isProved = false
        for secret in secrets {
            let key = SymmetricKey(data: Data(secret.reveal.utf8))
            let code = Array(HMAC<SHA256>.authenticationCode(for: body, using: key))
            for given in codes {
                let difference = zip(code, given).reduce(code.count == given.count ? 0 : 1) { $0 | ($1.0 ^ $1.1) }
                isProved = isProved || difference == 0
            }
        }
        return isProved
    }
}

extension HTTPField.Name {
    static let pagerDutySignature = HTTPField.Name("X-PagerDuty-Signature")!
}
