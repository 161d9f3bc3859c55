internal import IncidentCore
internal import Patterns

extension TableNode {
    /// What a runbook's pipe does, one entry a command: `{ grep: "slow query" }`, `{ head: 20 }`, `wc_lines`.
    func filters() -> [OutputFilter]? { list(of: "filters") { $0.filter() } }

    private static let filterNames = ["grep", "head", "tail", "sort", "uniq", "wc_lines"]

    private func filter() -> OutputFilter? {
        guard isMapping else {
            guard let word = text("a filter") else { return nil }
            return filterWithoutOptions(word)
        }
        guard let fields = mapping(keys: Self.filterNames.filter { $0 != "wc_lines" }), let pairs = entries() else {
            return nil
        }
        guard pairs.count == 1 else {
            problem("\(label): a filter has one name; write each filter as an entry of its own")
            return nil
        }
        if let grep = fields["grep"] { return grep.grep() }
        if let head = fields["head"] { return head.integer(in: 1...1_000_000).map(OutputFilter.head) }
        if let tail = fields["tail"] { return tail.integer(in: 1...1_000_000).map(OutputFilter.tail) }
        if let sort = fields["sort"] { return sort.sort() }
        return fields["uniq"]?.uniq()
    }

    private func filterWithoutOptions(_ word: String) -> OutputFilter? {
        switch word {
        case "wc_lines": return .wcLines
        case "sort": return .sort()
        case "uniq": return .uniq()
        default:
            let near =
                nearest(to: word, in: Self.filterNames) ?? "; there are \(Self.filterNames.joined(separator: ", "))"
            problem("\(label): \"\(word)\" is no filter\(near)")
            return nil
        }
    }

    private func grep() -> OutputFilter? {
        guard isMapping else { return text().flatMap { grep(Grep.Options(), pattern: $0, at: self) } }
        let keys = ["pattern", "fixed", "invert", "ignore_case", "before", "after"]
        guard let fields = mapping(keys: keys), let pattern = fields.required("pattern"), let text = pattern.text()
        else {
            return nil
        }
        let fixed = fields["fixed"].map { $0.flag() } ?? false
        let invert = fields["invert"].map { $0.flag() } ?? false
        let ignoreCase = fields["ignore_case"].map { $0.flag() } ?? false
        let before = fields["before"].map { $0.integer(in: 0...1000) } ?? 0
        let after = fields["after"].map { $0.integer(in: 0...1000) } ?? 0
        guard let fixed, let invert, let ignoreCase, let before, let after else { return nil }
        let options = Grep.Options(
            isFixed: fixed, isInverted: invert, ignoresCase: ignoreCase, before: before, after: after)
        return grep(options, pattern: text, at: pattern)
    }

    private func grep(_ options: Grep.Options, pattern: String, at node: TableNode) -> OutputFilter? {
        do throws(PatternError) {
            return .grep(
                try Grep(
                    pattern, isFixed: options.isFixed, isInverted: options.isInverted,
                    ignoresCase: options.ignoresCase, before: options.before, after: options.after))
        } catch {
            node.problem(error.description)
            return nil
        }
    }

    private func sort() -> OutputFilter? {
        guard let fields = mapping(keys: ["numeric", "reverse"]) else { return nil }
        let numeric = fields["numeric"].map { $0.flag() } ?? false
        let reverse = fields["reverse"].map { $0.flag() } ?? false
        guard let numeric, let reverse else { return nil }
        return .sort(numeric: numeric, reversed: reverse)
    }

    private func uniq() -> OutputFilter? {
        guard let fields = mapping(keys: ["count"]) else { return nil }
        let count = fields["count"].map { $0.flag() } ?? false
        return count.map { .uniq(count: $0) }
    }
}

extension Grep {
    fileprivate struct Options {
        var isFixed = false
        var isInverted = false
        var ignoresCase = false
        var before = 0
        var after = 0
    }
}
