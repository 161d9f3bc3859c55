/// A mail address with an optional display name: `Responder <responder@example.com>` or bare.
package struct MailAddress: Sendable, Equatable {
    /// `responder@example.com`, ASCII.
    package let address: String
    package let displayName: String

    /// - Returns: `nil` when it is none, or holds what could end its header or its SMTP command.
    package init?(_ text: String) {
        var address = text[...]
        var name = ""
        if text.last == ">", let open = text.lastIndex(of: "<") {
            address = text[text.index(after: open)...].dropLast()
            name = String(text[..<open]).safeLine(limit: 100).filter { $0 != "\"" && $0 != "\\" }
            while name.last == " " { name.removeLast() }
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), address.utf8.count <= 254,
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.breakers.contains($0) })
        else { return nil }
        self.address = String(address)
        displayName = name
    }

    package var domain: String { String(address.split(separator: "@")[1]) }

    private static let breakers = Set(#"<>()[]\,;:""#.utf8)
}
