internal import IncidentCore
internal import IncidentViews

/// Who is on call, for a terminal; times are by each rota's clock.
struct OnCallReport {
    let facts: OnCallFacts

    init(_ facts: OnCallFacts) { self.facts = facts }

    var text: String {
        guard !facts.rotas.isEmpty else { return "there is no rota in routes/contacts.yaml" }
        return facts.rotas.map(section).joined(separator: "\n\n")
    }

    private func section(_ rota: RotaFacts) -> String {
        let roles = rota.roles.isEmpty ? "" : ", \(rota.roles.joined(separator: ", "))"
        let head = "rota \"\(rota.rota.name)\"\(roles), at \(rota.text(of: facts.at)) \(rota.rota.clock.timeZone)"
        var rows = [("on call", now(rota))]
        let tells = rota.rota.tellsHandOffs ? "; told at the hand-off" : ""
        if let next = rota.next {
            rows.append(("next", "\(person(next.duty)) at \(rota.text(of: next.from))\(tells)"))
        } else if rota.current.duty == nil {
            rows.append(("next", "nobody within four weeks"))
        }
        rows += rota.shifts.map { shift in
            let by = shift.duty.map { ", \($0.sourceWords)" } ?? ""
            return (
                "shift", "\(rota.text(of: shift.from)) to \(rota.text(of: shift.until)): \(person(shift.duty))\(by)"
            )
        }
        rows += rota.overrides.map { ("override", Self.line($0, rota.rota.clock)) }
        rows += rota.gaps.map { gap in
            let who = gap.person.map { "\"\($0)\", who stands nowhere in people," } ?? "nobody"
            return ("gap", "\(who) from \(rota.text(of: gap.from)) to \(rota.text(of: gap.until))")
        }
        let lines = rows.map { "  \($0.padded(to: 9))\($1.singleLine(limit: 400))" }
        return ([head.singleLine(limit: 400)] + lines).joined(separator: "\n")
    }

    private func now(_ rota: RotaFacts) -> String {
        guard let duty = rota.current.duty else {
            return "nobody" + (rota.fallBack.map { "; told instead: \($0.role)" } ?? ", and there is no fall_back")
        }
        let since = rota.beginning(at: facts.at).map { " since \(rota.text(of: $0))" } ?? ""
        let until = rota.end(at: facts.at).map { " until \(rota.text(of: $0))" } ?? ""
        let there = rota.personsClock.map { "; there it is \($0.text(of: facts.at)) \($0.timeZone)" } ?? ""
        return "\(duty.person)\(since)\(until), by \(duty.sourceWords)\(there)"
    }

    private func person(_ duty: Duty?) -> String { duty?.person ?? "nobody" }

    /// `3: Ann from 2026-12-24 18:00 to 2026-12-25 02:00, by Lead: Ben is ill`.
    static func line(_ override: RotaOverride, _ clock: LocalClock?) -> String {
        func text(_ time: Timestamp) -> String { clock?.text(of: time) ?? time.readable }
        return "\(override.id): \(override.person) from \(text(override.from)) to \(text(override.until)), "
            + "by \(override.by): \(override.reason)".singleLine(limit: 400)
    }
}
