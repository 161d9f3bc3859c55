package import IncidentCore
package import IncidentStore

/// The keys with which links are signed, without the keys.
package struct KeyListView: Encodable, Sendable {
    package let keys: [KeyView]

    /// - Parameter keys: oldest first; shown the other way.
    package init(_ keys: [SigningKey], at now: Timestamp) { self.keys = keys.reversed().map { KeyView($0, at: now) } }
}

package struct KeyView: Encodable, Sendable {
    let number: Int64
    let signs: Bool
    let believed: Bool
    let since: String
    @Explicit var replacedAt: String?
    @Explicit var replacedBy: String?
    @Explicit var believedUntil: String?

    init(_ key: SigningKey, at now: Timestamp) {
        (number, signs, believed, since) = (key.number, key.end == nil, key.isBelieved(at: now), key.since.rfc3339)
        replacedAt = key.end?.at.rfc3339
        replacedBy = key.end?.by
        believedUntil = key.end?.believedUntil.rfc3339
    }

    enum CodingKeys: String, CodingKey {
        case number, signs, believed, since
        case replacedAt = "replaced_at"
        case replacedBy = "replaced_by"
        case believedUntil = "believed_until"
    }
}

extension SigningKey {
    /// `key 1, replaced by alice at …: links signed with it work until …`.
    package func sentence(at now: Timestamp) -> String {
        guard let end else { return "key \(number) signs since \(since.readable)" }
        let rest =
            isBelieved(at: now)
            ? "what is signed with it works until \(end.believedUntil.readable)"
            : "nothing that is signed with it works any more"
        return "key \(number) was replaced by \(end.by.singleLine(limit: 100)) at \(end.at.readable); \(rest)"
    }
}
