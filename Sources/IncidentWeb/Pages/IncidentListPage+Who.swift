internal import IncidentCore

extension IncidentListPage.WhoPart {
    /// `alice until `, `2026-11-28`, ` 09:00 Europe/Berlin`
    static func all(_ sentence: String) -> [Self] {
        var parts: [Self] = []
        for (place, word) in sentence.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            let blank = place == 0 ? "" : " "
            let bare = word.drop { $0 == "(" }
            let date = LocalClock.day(ofDate: String(bare)) == nil ? "" : String(bare)
            let before = "\(blank)\(word.dropLast(date.count))"
            if let last = parts.last, !last.isDate {
                parts[parts.count - 1] = Self(whoPart: last.whoPart + before, isDate: false)
            } else if !before.isEmpty {
                parts.append(Self(whoPart: before, isDate: false))
            }
            if !date.isEmpty { parts.append(Self(whoPart: date, isDate: true)) }
        }
        return parts
    }
}
