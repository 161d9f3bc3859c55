// A hand-off for people; times are by the clock of its facts. Names and titles are each one line here, and not escaped.
extension HandOffNews {
    private static let nameLimit = 100

    /// As it is sent to a contact.
    package var bulletin: Bulletin {
        Bulletin(
            headline: headline, standing: facts.standing,
            sections: [
                Bulletin.Section(title: "On call", lines: [change, end])
            ] + facts.openSections(linked: true)
                + (silenced.isEmpty ? [] : [Bulletin.Section(title: "Silenced", lines: silenced)]),
            url: facts.url, urlTitle: "All that is open", content: .handOff(self))
    }

    /// `Hand-over of primary: Bob is on call until 2026-11-30 09:00; 3 open`, for a subject.
    package var headline: String {
        let until = next.map { " until \(facts.clock.text(of: $0.at))" } ?? ""
        let person = handOff.to.map(short) ?? "nobody"
        return "Hand-over of \(short(handOff.rota)): \(person) is on call\(until); \(facts.countWords)"
    }

    private var change: String {
        let role = roles.isEmpty ? "" : " as \(roles.map(short).joined(separator: ", "))"
        let (at, before) = (facts.clock.text(of: handOff.at), handOff.from.map(short))
        let by = "by rota \"\(short(handOff.rota))\" since \(at)"
        guard let person = handOff.to.map(short) else {
            let left = before.map { "; until then it was \($0)" } ?? ""
            let instead =
                fallBack.map { "; told instead: \(short($0)), its fall_back" }
                ?? "; it has no fall_back, so nobody is told"
            return "nobody is on call\(role) \(by)\(left)\(instead)"
        }
        return "\(person) is on call\(role) \(by), \(before.map { "in place of \($0)" } ?? "and nobody was before")"
    }

    private var end: String {
        guard let next else {
            return handOff.to == nil
                ? "nobody comes within four weeks: make an override, or put somebody into the rota"
                : "no hand-off comes within four weeks"
        }
        let at = facts.clock.text(of: next.at)
        guard let person = next.to.map(short) else { return "until \(at); from then on nobody is on call" }
        return "until \(at), then \(person)"
    }

    private func short(_ name: String) -> String { name.singleLine(limit: Self.nameLimit) }
}
