extension NextStepTemplate {
    /// The step for an incident, its command quoted as a person would type it into a shell.
    ///
    /// A label that cannot be bound stands as `<name>`: a person must not be handed a command that an alert has
    /// written.
    package func filled(from labels: Labels) -> NextStep {
        let words = command.map { $0.shown(from: labels) }
        return NextStep(
            procedure: procedure, title: title, command: words.isEmpty ? nil : words.joined(separator: " "))
    }
}

extension ArgumentTemplate {
    fileprivate func shown(from labels: Labels) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .label(let place): text += (try? place.value(from: labels)) ?? "<\(place.name)>"
            }
        }
        return text.quotedForShell()
    }
}

extension String {
    /// In single quotes unless no shell would see anything in it; `<name>`, the habit for "fill this in", stays bare.
    fileprivate func quotedForShell() -> String {
        var rest = self[...]
        while let character = rest.popFirst() {
            if character == "<", let end = rest.firstIndex(of: ">"), end > rest.startIndex,
                rest[..<end].allSatisfy(\.isBareInShell)
            {
                rest = rest[rest.index(after: end)...]
            } else if !character.isBareInShell {
                return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
            }
        }
        return isEmpty ? "''" : self
    }
}

extension Character {
    fileprivate var isBareInShell: Bool {
        isASCII && (isLetter || isNumber || "_@%+=:,./-".contains(self))
    }
}
