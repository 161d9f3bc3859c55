package import IncidentCore
package import IncidentStore

/// Who is on call by each rota at an instant, and in the weeks after it.
package struct OnCallFacts: Sendable {
    /// So far is looked ahead, and back for where a shift began.
    package static let span = Duration.seconds(28 * 86_400)

    package let at: Timestamp
    package let rotas: [RotaFacts]
    /// Where nobody is on call.
    package var gapCount: Int { rotas.reduce(0) { $0 + $1.gaps.count } }

    /// - Parameter contacts: with the overrides that are stored.
    package init(_ contacts: ContactTable, at time: Timestamp) {
        at = time
        let now = contacts.onCall(at: time)
        rotas = contacts.rotas.map { RotaFacts($0, contacts: now, at: time) }
    }

    package init(_ tables: RoutingTables, at time: Timestamp, reader: StoreReader) throws {
        var contacts = tables.contacts
        if !contacts.rotas.isEmpty {
            contacts.overrides = try reader.rotaOverrides(from: time - Self.span, until: Timestamp(nanoseconds: .max))
        }
        self.init(contacts, at: time)
    }
}

package struct RotaFacts: Sendable {
    package let rota: Rota
    /// The roles that it fills.
    package let roles: [String]
    /// With its true ends, where they lie within the span.
    package let current: Shift
    /// The first after it with somebody else, or with nobody.
    package let next: Shift?
    /// From the current one to the end of the span, where the last is cut off.
    package let shifts: [Shift]
    /// When nobody is on call, or somebody whom nobody knows.
    package let gaps: [(from: Timestamp, until: Timestamp, person: String?)]
    /// In the order in which they were made; those that are over are left out.
    package let overrides: [RotaOverride]
    /// Who is told instead while nobody is on call.
    package let fallBack: Contact?
    /// Where who is on call lives, if that is known and elsewhere.
    package let personsClock: LocalClock?

    fileprivate init(_ rota: Rota, contacts: ContactTable, at time: Timestamp) {
        self.rota = rota
        roles = contacts.rotaRoles.filter { $0.value == rota.name }.keys.sorted()
        let end = time + OnCallFacts.span
        let all = rota.shifts(from: time - OnCallFacts.span, until: end, overrides: contacts.heededOverrides)
        shifts = all.filter { $0.until > time }
        let current = shifts.first ?? Shift(duty: nil, from: time, until: end)
        self.current = current
        next = shifts.first { $0.from > time && $0.duty?.person != current.duty?.person }
        gaps = contacts.gaps(in: rota, from: time, until: end)
        overrides = contacts.overrides.filter { $0.rota == rota.name && $0.until > time }
        fallBack = rota.fallBack.flatMap { contacts[$0] }
        let clock = contacts.people.first { $0.contact.role == current.duty?.person }?.clock
        personsClock = clock == rota.clock ? nil : clock
    }

    /// The end of the current shift; `nil` where it lies beyond the span.
    package func end(at time: Timestamp) -> Timestamp? {
        current.until < time + OnCallFacts.span ? current.until : nil
    }

    /// Its beginning; `nil` where it lies before the span.
    package func beginning(at time: Timestamp) -> Timestamp? {
        current.from > time - OnCallFacts.span ? current.from : nil
    }

    /// For people: `2026-11-30 09:00`, by the rota's clock.
    package func text(of time: Timestamp) -> String { rota.clock.text(of: time) }
}
