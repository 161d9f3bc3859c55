/// What came of the collectors that were to look for the cause of an incident: of each the run that counts.
package struct CollectorLooks: Sendable, Equatable {
    package struct Run: Sendable, Equatable {
        let collector: String
        let hasLooked: Bool
        /// Why it could not look; `nil` where it looked, or that is not known.
        let obstacle: String?

        package init(collector: String, outcome: CollectorOutcome, obstacle: String? = nil) {
            self.collector = collector
            hasLooked = outcome.hasLooked
            self.obstacle = obstacle
        }
    }

    private let runs: [Run]

    package init(_ runs: [Run]) { self.runs = runs }

    package var count: Int { runs.count }
    package var lookedCount: Int { runs.count(where: \.hasLooked) }

    /// `collectors`, and of those that ran for several alerts `runs of collectors`.
    package var noun: String {
        let isOneEach = Set(runs.map(\.collector)).count == runs.count
        return isOneEach ? "collector\(count == 1 ? "" : "s")" : "runs of collectors"
    }

    /// `17 collectors: 14 worked, 3 could not look`
    package var words: String {
        let blind = count - lookedCount
        let came =
            blind == 0
            ? "all worked" : lookedCount == 0 ? "none could look" : "\(lookedCount) worked, \(blind) could not look"
        return "\(count) \(noun): \(came)"
    }

    /// The same with the names of those that could not look, where others could: `…, 3 could not look (pods, events, logs)`
    package var wordsWithNames: String {
        let blind = runs.filter { !$0.hasLooked }.map(\.collector)
        return blind.isEmpty || blind.count == count ? words : "\(words) (\(blind.shortNames))"
    }

    /// Why most of those could not look that could not; of several reasons as frequent the first.
    package var obstacle: String? {
        let reasons = runs.filter { !$0.hasLooked }.compactMap(\.obstacle)
        let counts = reasons.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        let most = counts.values.max()
        return reasons.first { counts[$0] == most }
    }
}

extension CollectorOutcome {
    /// Whether what there is to see was seen, be it nothing: what fails or is stopped may have seen the smallest part of it.
    package var hasLooked: Bool { self == .succeeded }

    /// Why a collector could not look, as what it wrote says it.
    ///
    /// - Parameter output: redacted; its beginning and its end at least.
    /// - Returns: `nil` where it looked, or its output says nothing.
    package func obstacle(in output: String, after duration: Duration, exitStatus: Int? = nil) -> String? {
        let lines = output.split { $0.isNewline }.map { String($0).singleLine(limit: 160) }.filter { !$0.isEmpty }
        switch self {
        case .succeeded: return nil
        case .timedOut: return "stopped at the time limit"
        case .missing, .notBound: return lines.first
        case .failed where isUnasked(after: duration, exitStatus: exitStatus): return lines.first
        // What a program says last is why it gave up, and what is said of its end says less.
        case .failed:
            return lines.last { !$0.hasPrefix("command terminated with exit code ") } ?? lines.last
        }
    }
}
