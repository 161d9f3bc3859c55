// One decision of what most likely causes an incident, for pages, lists and messages.
extension [Finding] {
    /// The most urgent finding of what is wrong; what is only good to know (`info`) is none, nor is what is elsewhere. Of critical
    /// ones what a program says itself goes first: a state shows that something is wrong, a log why.
    package var likelyCause: Finding? {
        let said = byUrgency.filter { !$0.countsOthers && $0.level != .info && $0.elsewhere == nil }
        let logged = said.first { $0.level == .critical && $0.isLogged }
        return logged ?? said.first { !$0.tellsOfChange } ?? said.first
    }

    /// The likely cause, then the others, most urgent first, and last what is elsewhere.
    package var likelyFirst: [Finding] {
        guard let cause = likelyCause else { return byUrgency }
        var rest = byUrgency
        if let place = rest.firstIndex(of: cause) { rest.remove(at: place) }
        return [cause] + rest
    }

    private var byUrgency: [Finding] {
        let ordered = enumerated().sorted { ($0.element.level, $0.offset) < ($1.element.level, $1.offset) }
            .map(\.element)
        return ordered.filter { $0.elsewhere == nil } + ordered.filter { $0.elsewhere != nil }
    }
}

extension Finding {
    /// Whether a command prints what a program has logged.
    package static func isLog(of command: [String]) -> Bool {
        guard command.first?.split(separator: "/").last == "kubectl" else {
            return command.prefix(3).contains { ["logs", "journalctl"].contains($0) }
        }
        // Its options may stand before its verb, and a namespace may be called "logs".
        return (try? ReadOnlyGrammar.verb(in: Array(command.dropFirst())))?.0 == "logs"
    }

    /// Whether it is about what is other than before, and not about what is wrong.
    package var tellsOfChange: Bool { isOfRevision || level != .critical && (isChanged || isOfRecentRollout) }

    /// Whether it speaks of a version that was rolled out, or of how many of it there are to be, less than a day ago.
    private var isOfRecentRollout: Bool {
        let words = text.lowercased()
        return ["revision ", "scaled up ", "scaled down ", "rolled out"].contains(where: words.contains)
            && words.split { " ,:;()".contains($0) }.contains(where: Self.isRecent)
    }

    /// `11m`, `2h15m`: as kubectl writes an age.
    private static func isRecent(_ word: Substring) -> Bool {
        guard word.first?.isNumber == true, let unit = word.last, "smh".contains(unit) else { return false }
        return word.allSatisfy { $0.isASCII && $0.isNumber || "smh".contains($0) }
    }
}
