extension ShellLine {
    /// The words of a line that is one command and nothing more; `nil` of one that only a shell can do something with.
    ///
    /// `<name>` stays as it is written, for a person to fill in.
    package static func words(of text: String) -> Result<[String]?, ShellProblem> {
        let statements = ShellScript(text).statements
        if case .unreadable(let reason)? = statements.first?.kind, reason.contains("does not end") {
            return .failure(ShellProblem(reason))
        }
        if statements.isEmpty { return .success([]) }
        guard statements.count == 1, case .commands(let line) = statements[0].kind, line.comment.isEmpty,
            let words = line.onlyCommand?.words.map(\.plain), !words.contains(nil)
        else { return .success(nil) }
        return .success(words.compactMap(\.self))
    }
}

extension ShellWord {
    /// The word as a program would get it, where no shell has to fill anything in.
    fileprivate var plain: String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal, _): text += literal
            case .place(let place, let raw) where !place.isVariable: text += raw
            case .place, .expansion: return nil
            }
        }
        return text
    }
}
