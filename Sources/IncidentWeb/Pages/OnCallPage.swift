internal import IncidentCore
internal import IncidentViews

/// What `on_call.mustache` shows, as strings ready to be escaped.
struct OnCallPage: Sendable {
    let title = "On call"
    /// What of it has a clock of its own.
    let ownTimes = "Each rota is by its own clock"
    let warnings: [PageWarning]
    let hasWarnings: Bool
    let rotas: [Section]
    let isEmpty: Bool
    let token: String
    /// Not `name`, which is a rota's in the template.
    let personName: String
    let shownAt: String

    struct Section: Sendable {
        let name: String
        let zone: String
        let roles: String
        let now: String
        let isVacant: Bool
        let next: String?
        let shifts: [Row]
        let gaps: [String]
        let overrides: [Override]
        let hasOverrides: Bool
        let people: [String]
        let addAddress = Routes.overridesPage
        /// Filled into the form.
        let from: String
        let until: String
    }

    /// A shift; times are by the rota's clock.
    struct Row: Sendable {
        let from: String
        let fromISO: String
        let until: String
        let untilISO: String
        let person: String
        let by: String
        let className: String
    }

    struct Override: Sendable {
        let words: String
        let removeAddress: String
    }

    init(
        _ facts: OnCallFacts, contacts: ContactTable, token: String, name: String, warnings: [PageWarning],
        in context: PageContext
    ) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        let names = (contacts.people.map(\.contact) + contacts.contacts).map(\.role)
        rotas = facts.rotas.map { Section($0, people: names, at: facts.at) }
        isEmpty = rotas.isEmpty
        self.token = token
        personName = name
        shownAt = context.readable(facts.at)
    }
}

extension OnCallPage.Section {
    fileprivate init(_ rota: RotaFacts, people: [String], at now: Timestamp) {
        name = rota.rota.name
        zone = rota.rota.clock.timeZone
        roles = rota.roles.joined(separator: ", ")
        isVacant = rota.current.duty == nil
        self.now = Self.words(rota, at: now)
        next = rota.next.map { "\($0.duty?.person ?? "nobody") from \(rota.text(of: $0.from))" }
        shifts = rota.shifts.map { shift in
            OnCallPage.Row(
                from: rota.text(of: shift.from), fromISO: shift.from.rfc3339, until: rota.text(of: shift.until),
                untilISO: shift.until.rfc3339, person: shift.duty?.person ?? "nobody",
                by: shift.duty?.sourceWords ?? "", className: shift.duty == nil ? "vacant" : "covered")
        }
        gaps = rota.gaps.map { gap in
            let who = gap.person.map { "\($0), who stands nowhere in people, is" } ?? "Nobody is"
            return "\(who) on call from \(rota.text(of: gap.from)) to \(rota.text(of: gap.until))"
        }
        overrides = rota.overrides.map { override in
            OnCallPage.Override(
                words:
                    "\(override.person) from \(rota.text(of: override.from)) to \(rota.text(of: override.until)), by "
                    + "\(override.by): \(override.reason)",
                removeAddress: Routes.removeOverridePage(override.id))
        }
        hasOverrides = !overrides.isEmpty
        self.people = people
        from = rota.text(of: now).replacing(" ", with: "T")
        until = rota.text(of: rota.end(at: now) ?? now + .seconds(86_400)).replacing(" ", with: "T")
    }

    private static func words(_ rota: RotaFacts, at now: Timestamp) -> String {
        guard let duty = rota.current.duty else {
            return "Nobody is on call; "
                + (rota.fallBack.map { "\($0.role) is told instead" } ?? "and nobody is told instead")
        }
        let until = rota.end(at: now).map { " until \(rota.text(of: $0))" } ?? ""
        return "\(duty.person)\(until), by \(duty.sourceWords)"
    }
}
