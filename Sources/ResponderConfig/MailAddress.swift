/// Mail addresses as the tables may have them: plain ASCII, so that none can carry a second header or recipient.
enum MailAddress {
    /// Why `text` is no bare address such as `oncall@example.com`; `nil` when it is one.
    static func problem(in text: String) -> String? {
        let allowed = text.unicodeScalars.allSatisfy {
            $0.isASCII && $0.value > 0x20 && $0.value < 0x7F && !"<>()[],;:\\\"".unicodeScalars.contains($0)
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard allowed, parts.count == 2, !parts[0].isEmpty, isHost(parts[1]), text.utf8.count <= 254 else {
            return "\"\(text.filter { !$0.isNewline })\" is no mail address; one such as oncall@example.com is expected"
        }
        return nil
    }

    /// The same for a sender, which may carry a name: `Responder <responder@example.com>`.
    static func problem(inSender text: String) -> String? {
        guard text.hasSuffix(">"), let bracket = text.firstIndex(of: "<") else { return problem(in: text) }
        let name = text[..<bracket]
        guard
            name.unicodeScalars.allSatisfy({
                $0.value >= 0x20 && $0.value != 0x7F && !"<>@".unicodeScalars.contains($0)
            })
        else {
            return "the name before the sender's address must be one line without < > and @"
        }
        return problem(in: String(text[text.index(after: bracket)...].dropLast()))
    }

    private static func isHost(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            !label.isEmpty && label.first != "-" && label.last != "-"
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
    }
}
