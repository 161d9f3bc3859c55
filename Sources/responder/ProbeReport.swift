internal import IncidentCore

/// Which collectors can work here.
struct ProbeReport: Encodable {
    let collectors: [Row]

    struct Row: Encodable {
        let collector: String
        let state: State
        let reason: String?
        /// What to do.
        let advice: String?
        /// The commands that were run to find out.
        let asked: [String]

        init(collector: String, verdict: ProbeVerdict, asked: [String]) {
            (self.collector, self.asked) = (collector, asked)
            switch verdict {
            case .works: (state, reason, advice) = (.works, nil, nil)
            case .cannotWork(let why, let what): (state, reason, advice) = (.cannotWork, why, what)
            case .unknown(let why): (state, reason, advice) = (.unknown, why, nil)
            }
        }
    }

    enum State: String, Encodable {
        case works
        case cannotWork = "cannot_work"
        case unknown
    }

    init(_ rows: [Row]) { collectors = rows }

    /// What is so of several for the same reason is said once.
    var text: String {
        var groups: [[Row]] = []
        for row in collectors {
            if let place = groups.firstIndex(where: { $0[0].hasSameReason(as: row) }) {
                groups[place].append(row)
            } else {
                groups.append([row])
            }
        }
        return groups.map(Self.text).joined(separator: "\n")
    }

    /// Of collectors that have one reason, of which there is at least one.
    private static func text(_ rows: [Row]) -> String {
        let first = rows[0]
        let state = first.state.rawValue.replacing("_", with: " ")
        let others = Set(rows.compactMap(\.asked.last)).count - 1
        let more = others < 1 ? "" : ", and \(others) more such question\(others == 1 ? "" : "s")"
        let facts =
            [first.reason, first.advice.map { "→ \($0)" }].compactMap { $0 }
            + (first.state == .works ? [] : first.asked.suffix(1).map { "asked: \($0)\(more)" })
        let head = "\(state): \(rows.map(\.collector).joined(separator: ", "))"
        return ([head] + facts.map { "    \($0)" }).joined(separator: "\n")
    }

    /// What makes the command fail; `nil` when nothing does.
    func failure(isStrict: Bool) -> String? {
        let broken = collectors.count { $0.state == .cannotWork }
        let unknown = collectors.count { $0.state == .unknown }
        guard broken > 0 || isStrict && unknown > 0 else { return nil }
        return "\(broken) of \(collectors.count) collectors cannot work here"
            + (unknown > 0 ? "; of \(unknown) it is not known" : "")
    }
}

extension ProbeReport.Row {
    fileprivate func hasSameReason(as other: Self) -> Bool {
        (state, reason, advice) == (other.state, other.reason, other.advice)
            && (state == .works || subject == other.subject)
    }

    /// What the reason is one of: the last question; of what the account may do, the cluster, because a reason that is
    /// about one verb and resource names them.
    private var subject: Substring? {
        asked.last.map { asked in asked.firstRange(of: " auth can-i ").map { asked[..<$0.lowerBound] } ?? asked[...] }
    }
}
