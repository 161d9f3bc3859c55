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
        var groups: [(names: [String], row: Row)] = []
        for row in collectors {
            if let place = groups.firstIndex(where: { $0.row.hasSameReason(as: row) }) {
                groups[place].names.append(row.collector)
            } else {
                groups.append(([row.collector], row))
            }
        }
        return groups.map { names, row in
            let state = row.state.rawValue.replacing("_", with: " ")
            let facts =
                [row.reason, row.advice.map { "→ \($0)" }].compactMap { $0 }
                + (row.state == .works ? [] : row.asked.suffix(1).map { "asked: \($0)" })
            return (["\(state): \(names.joined(separator: ", "))"] + facts.map { "    \($0)" }).joined(separator: "\n")
        }.joined(separator: "\n")
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
            && (state == .works || asked.last == other.asked.last)
    }
}
