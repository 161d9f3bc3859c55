internal import IncidentCore

/// YAML as a person would write it, for values that others wrote.
enum YAMLText {
    /// `[kubectl, get, pods]`
    static func flow(_ values: [String]) -> String { "[\(values.map(scalar).joined(separator: ", "))]" }

    /// Without quotes where YAML sees nothing in it, between double quotes otherwise.
    static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// `P1: Service Down` needs quotes, and so does what is to stand beside such.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// One filter as `collectors.yaml` has it.
    static func flow(_ filter: OutputFilter) -> String {
        switch filter {
        case .grep(let grep): "grep: \(grepValue(grep))"
        case .head(let count): "head: \(count)"
        case .tail(let count): "tail: \(count)"
        case .sort(false, false): "sort"
        case .sort(let numeric, let reversed):
            "sort: { "
                + [numeric ? "numeric: true" : nil, reversed ? "reverse: true" : nil].compactMap(\.self)
                .joined(separator: ", ") + " }"
        case .uniq(false): "uniq"
        case .uniq(true): "uniq: { count: true }"
        case .wcLines: "wc_lines"
        }
    }

    private static func grepValue(_ grep: Grep) -> String {
        let options = [
            grep.isFixed ? "fixed: true" : nil, grep.isInverted ? "invert: true" : nil,
            grep.ignoresCase ? "ignore_case: true" : nil, grep.before > 0 ? "before: \(grep.before)" : nil,
            grep.after > 0 ? "after: \(grep.after)" : nil,
        ].compactMap(\.self)
        guard !options.isEmpty else { return quoted(grep.text) }
        return "{ \((["pattern: \(scalar(grep.text))"] + options).joined(separator: ", ")) }"
    }

    /// For the rest of a line behind a #: text that others wrote must not end the remark.
    static func remark(_ text: String) -> String { text.singleLine(limit: 200) }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        let safe = text.unicodeScalars.allSatisfy { scalar in
            scalar.isInIdentifier || "-./+=@$%^()~: ".unicodeScalars.contains(scalar)
        }
        let begins = first.isInIdentifier || "/.$(".unicodeScalars.contains(first) || (first == "-" && text.count > 1)
        guard safe, begins, last != ":", last != " ", !text.contains(": "), !text.hasPrefix("- "),
            !text.hasPrefix("---")
        else { return false }
        // What YAML would not take for text.
        return !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
            && Double(text) == nil
    }
}
