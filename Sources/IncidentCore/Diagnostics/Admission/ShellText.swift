/// Commands as a person would type them into a shell; nothing of ours ever goes through one.
package enum ShellText {
    package static func text(_ arguments: [String]) -> String {
        arguments.map { $0.quotedForShell() }.joined(separator: " ")
    }
}

extension String {
    /// In single quotes unless no shell would see anything in it; `<name>`, the habit for "fill this in", and `<name?>`,
    /// which was not filled in, stay bare.
    func quotedForShell() -> String {
        var rest = self[...]
        while let character = rest.popFirst() {
            if character == "<", let end = rest.firstIndex(of: ">"), end > rest.startIndex,
                rest[..<end].allSatisfy({ $0.isBareInShell || $0 == "?" })
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
