package import IncidentCore

/// Who is on call, as `GET /api/on-call` and `responder on-call --output json` show it.
package struct OnCallView: Encodable, Sendable {
    let at: String
    /// The end of what is looked at: shifts and gaps are cut off there.
    let until: String
    let rotas: [RotaView]

    package init(_ facts: OnCallFacts) {
        at = facts.at.rfc3339
        until = (facts.at + OnCallFacts.span).rfc3339
        rotas = facts.rotas.map { RotaView($0, at: facts.at) }
    }
}

struct RotaView: Encodable, Sendable {
    let name: String
    let timeZone: String
    let roles: [String]
    @Explicit var person: String?
    @Explicit var personTimeZone: String?
    @Explicit var by: String?
    @Explicit var since: String?
    @Explicit var until: String?
    @Explicit var fallBack: String?
    @Explicit var next: ShiftView?
    /// Whether who leaves and who comes are told of each hand-off.
    let tellsAtHandOff: Bool
    let shifts: [ShiftView]
    let gaps: [GapView]
    let overrides: [OverrideView]

    enum CodingKeys: String, CodingKey {
        case name, roles, person, by, since, until, next, shifts, gaps, overrides
        case timeZone = "time_zone"
        case personTimeZone = "person_time_zone"
        case fallBack = "fall_back"
        case tellsAtHandOff = "tells_at_hand_off"
    }

    init(_ facts: RotaFacts, at time: Timestamp) {
        name = facts.rota.name
        timeZone = facts.rota.clock.timeZone
        roles = facts.roles
        person = facts.current.duty?.person
        personTimeZone = facts.personsClock?.timeZone
        by = facts.current.duty?.sourceWords
        since = facts.beginning(at: time)?.rfc3339
        until = facts.end(at: time)?.rfc3339
        fallBack = facts.rota.fallBack
        next = facts.next.map(ShiftView.init)
        tellsAtHandOff = facts.rota.tellsHandOffs
        shifts = facts.shifts.map(ShiftView.init)
        gaps = facts.gaps.map { GapView(from: $0.from.rfc3339, until: $0.until.rfc3339, person: $0.person) }
        overrides = facts.overrides.map(OverrideView.init)
    }
}

struct ShiftView: Encodable, Sendable {
    let from: String
    let until: String
    @Explicit var person: String?
    @Explicit var by: String?

    init(_ shift: Shift) {
        from = shift.from.rfc3339
        until = shift.until.rfc3339
        person = shift.duty?.person
        by = shift.duty?.sourceWords
    }
}

/// When nobody is on call; `person` is who would be, but stands nowhere in people.
struct GapView: Encodable, Sendable {
    let from: String
    let until: String
    @Explicit var person: String?
}

package struct OverrideView: Encodable, Sendable {
    let id: Int64
    let rota: String
    let person: String
    let from: String
    let until: String
    let by: String
    let reason: String
    let madeAt: String

    enum CodingKeys: String, CodingKey {
        case id, rota, person, from, until, by, reason
        case madeAt = "made_at"
    }

    package init(_ override: RotaOverride) {
        id = override.id
        rota = override.rota
        person = override.person
        from = override.from.rfc3339
        until = override.until.rfc3339
        by = override.by
        reason = override.reason
        madeAt = override.madeAt.rfc3339
    }
}
