internal import Patterns

/// What `kubectl -o jsonpath=…`, `custom-columns=…` and `go-template=…` print, judged by an allow list: fields by their names,
/// and the entries of lists that are known as such. What prints values without the names beside them would keep secrets from
/// being recognised.
///
/// The languages are those of Kubernetes' `reference/kubectl/jsonpath` and of Go's `text/template`.
struct PrintedTemplate {
    enum Language { case jsonPath, columns, goTemplate }

    let language: Language
    let text: Substring

    /// - Parameter output: of `-o`; `nil` where that is no template.
    init?(output: String) {
        guard let equals = output.firstIndex(of: "=") else { return nil }
        text = output[output.index(after: equals)...]
        switch output[..<equals] {
        case "jsonpath", "jsonpath-as-json": language = .jsonPath
        case "custom-columns": language = .columns
        case "go-template", "template": language = .goTemplate
        default: return nil
        }
    }

    /// Of `--template`, which belongs to `-o go-template` or `-o jsonpath`.
    init(template: String) {
        text = template[...]
        language = template.contains("{{") ? .goTemplate : .jsonPath
    }

    /// What of it cannot be let through, or `nil`.
    var refused: String? {
        switch language {
        case .columns: return columns.first { !FieldPath.isAllowed($0, isInside: false) }.map(String.init)
        case .jsonPath: return refusedAction(between: "{", and: "}", Self.jsonPathAction)
        case .goTemplate: return refusedAction(between: "{{", and: "}}", Self.goAction)
        }
    }

    /// The paths of `NAME:.a.b,OTHER:.c[?(@.x=="a,b")]`.
    private var columns: [Substring] {
        var depth = 0
        let all = text.split { sign in
            depth += "[(".contains(sign) ? 1 : "])".contains(sign) ? -1 : 0
            return sign == "," && depth == 0
        }
        return all.map { column in
            let path = column.firstIndex(of: ":").map { column[column.index(after: $0)...] } ?? ""
            return path.first == "{" && path.last == "}" ? path.dropFirst().dropLast() : path
        }
    }

    /// A variable's name with its value behind it: `{.name}={.value}`, `{{$k}}: {{$v}}`, which is recognised by its name.
    private static let namedValue = Pattern.builtIn(
        #"\{\.name\}[=: ]{1,2}\{\.value\}|\{\{\s*\.name\s*\}\}[=: ]{1,2}\{\{\s*\.value\s*\}\}"#)
    private static let namedEntries = Pattern.builtIn(
        #"\{\{-?\s*range\s+\$k(?:ey)?\s*,\s*\$v(?:alue)?\s*:=\s*\.[\w.]+\s*-?\}\}\s*\{\{\s*\$k(?:ey)?\s*\}\}[=: ]{1,2}\{\{\s*\$v(?:alue)?\s*\}\}"#
    )

    private func refusedAction(
        between start: String, and end: String, _ isAllowed: (Substring) -> Bool
    ) -> String? {
        // What is printed with its names is set aside; the list it is of is judged all the same.
        var rest = Self.namedValue.replacing(in: String(text)) { _ in "" }
        if language == .goTemplate { rest = Self.namedEntries.replacing(in: rest) { _ in "{{if true}}" } }
        var left = rest[...]
        while let from = left.firstRange(of: start) {
            left = left[from.upperBound...]
            guard let to = left.firstRange(of: end, outsideQuotes: true) else { return String(left.prefix(60)) }
            var action = left[..<to.lowerBound]
            if language == .goTemplate { action = action.trimmingDashes }
            let isBareVariable = language == .goTemplate && action.trimmed == "." && text.contains(".env")
            guard isAllowed(action.trimmed), !isBareVariable else { return start + action.trimmed + end }
            left = left[to.upperBound...]
        }
        return nil
    }

    private static func jsonPathAction(_ action: Substring) -> Bool {
        if action == "end" || action.isQuoted { return true }
        if action.hasPrefix("range ") { return FieldPath.isAllowed(action.dropFirst(6).trimmed, isInside: true) }
        return FieldPath.isAllowed(action, isInside: false)
    }

    private static func goAction(_ action: Substring) -> Bool {
        if ["end", "else", "if true"].contains(action) || action.isQuoted { return true }
        if action.hasPrefix("/*"), action.hasSuffix("*/") { return true }
        if let condition = ["if ", "else if "].first(where: action.hasPrefix) {
            // It is looked at, and not printed.
            return !action.dropFirst(condition.count).contains { "$:|`".contains($0) }
        }
        if action.hasPrefix("range ") { return FieldPath.isGoList(action.dropFirst(6).trimmed) }
        if action.hasPrefix("with ") { return FieldPath.isGoObject(action.dropFirst(5).trimmed) }
        if action.hasPrefix("len ") { return FieldPath.isGoObject(action.dropFirst(4).trimmed) }
        return FieldPath.isGoPrinted(action)
    }
}

extension Substring {
    fileprivate var isQuoted: Bool {
        guard count > 1, let quote = first, "\"'`".contains(quote), last == quote else { return false }
        return !dropFirst().dropLast().replacing("\\\(quote)", with: "").contains(quote)
    }

    fileprivate var trimmed: Substring {
        let start = drop { $0.isWhitespace }
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }

    /// Without the signs that take out the blanks around an action.
    fileprivate var trimmingDashes: Substring {
        var rest = self
        if rest.hasPrefix("- ") { rest = rest.dropFirst(2) }
        if rest.hasSuffix(" -") { rest = rest.dropLast(2) }
        return rest
    }

    fileprivate func firstRange(of end: String, outsideQuotes: Bool) -> Range<Index>? {
        var quote: Character?
        var isEscaped = false
        for index in indices {
            let sign = self[index]
            if isEscaped {
                isEscaped = false
                continue
            }
            if let open = quote {
                if sign == "\\", open != "`" { isEscaped = true } else if sign == open { quote = nil }
            } else if "\"'`".contains(sign) {
                quote = sign
            } else if self[index...].hasPrefix(end) {
                return index..<self.index(index, offsetBy: end.count)
            }
        }
        return nil
    }
}
