internal import IncidentCore

/// `Response.spells` as a column: `{"P1":{"by":300000,"fell":1000}}`, in milliseconds from `news_at_ms`, which moves when the
/// clock is set.
enum StoredSpells {
    private struct Spell: Codable {
        var by: Int64?
        var fell: Int64?
    }

    static func read(_ text: String?, from start: Timestamp) throws -> [Priority: Response.Spell] {
        guard let text else { return [:] }
        let stored: [String: Spell] = try StoredJSON.decode(text)
        func time(_ offset: Int64?) -> Timestamp? { offset.map { start + .milliseconds($0) } }
        return stored.reduce(into: [:]) { spells, entry in
            guard let priority = Priority(rawValue: entry.key) else { return }
            spells[priority] = .init(by: time(entry.value.by), fellAt: time(entry.value.fell))
        }
    }

    static func write(_ spells: [Priority: Response.Spell], from start: Timestamp) throws -> String? {
        if spells.isEmpty { return nil }
        func offset(_ time: Timestamp?) -> Int64? { time.map { $0.milliseconds - start.milliseconds } }
        return try StoredJSON.encode(
            Dictionary(
                uniqueKeysWithValues: spells.map { priority, spell in
                    (priority.rawValue, Spell(by: offset(spell.by), fell: offset(spell.fellAt)))
                }))
    }
}
