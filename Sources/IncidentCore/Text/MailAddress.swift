// Foundation and not FoundationEssentials, which has no IDNA.
internal import Foundation

/// A mail address with an optional display name: `Responder <responder@example.com>` or bare.
///
/// The part before the `@` is ASCII, because not every server on the way takes more (RFC 6531); the domain may be
/// international and then goes out as IDNA writes it.
package struct MailAddress: Sendable, Hashable {
    /// As it goes over the wire, ASCII: `oncall@xn--bcher-kva.example.com`.
    package let address: String
    package let displayName: String

    /// - Returns: `nil` when it is none, or holds what could end its header or its SMTP command.
    package init?(_ text: String) {
        let (name, bare) = Self.parts(of: text)
        guard case .success(let address) = Self.wire(bare) else { return nil }
        self.address = address
        var shown = String(name).singleLine(limit: 100).filter { $0 != "\"" && $0 != "\\" }
        while shown.last == " " { shown.removeLast() }
        displayName = shown
    }

    private init(address: String, displayName: String) {
        self.address = address
        self.displayName = displayName
    }

    /// Itself, with a display name where it has none.
    package func named(_ name: String) -> MailAddress {
        displayName.isEmpty ? MailAddress(address: address, displayName: name) : self
    }

    package var domain: String { String(address.split(separator: "@")[1]) }

    /// Why `text` is no bare address such as `oncall@example.com`; `nil` when it is one.
    package static func problem(in text: String) -> String? {
        guard case .failure(let problem) = wire(text[...]) else { return nil }
        return "\"\(text.filter { !$0.isNewline })\" \(problem.reason)"
    }

    /// The same for a sender, which may carry a name: `Responder <responder@example.com>`.
    package static func problem(inSender text: String) -> String? {
        let (name, bare) = parts(of: text)
        let isLine = name.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !"<>@".unicodeScalars.contains($0)
        }
        return isLine
            ? problem(in: String(bare)) : "the name before the sender's address must be one line without < > and @"
    }

    /// The name, empty if there is none, and the bare address.
    private static func parts(of text: String) -> (name: Substring, bare: Substring) {
        guard text.last == ">", let open = text.lastIndex(of: "<") else { return ("", text[...]) }
        return (text[..<open], text[text.index(after: open)...].dropLast())
    }

    private struct Problem: Error {
        let reason: String
        static let noAddress = Problem(reason: "is no mail address; one such as oncall@example.com is expected")
    }

    private static func wire(_ bare: Substring) -> Result<String, Problem> {
        let parts = bare.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            bare.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !breakers.contains($0) })
        else { return .failure(.noAddress) }
        guard parts[0].utf8.allSatisfy({ $0 < 0x80 }) else {
            return .failure(
                Problem(reason: "has letters before the @ that are not ASCII, which not every mail server takes"))
        }
        let isASCII = parts[1].utf8.allSatisfy { $0 < 0x80 }
        guard let domain = isASCII ? String(parts[1]) : internationalized(parts[1]), isHost(domain) else {
            return .failure(
                isASCII ? .noAddress : Problem(reason: "has a domain that IDNA cannot write; write it as xn--…"))
        }
        let address = "\(parts[0])@\(domain)"
        return address.utf8.count <= 254 ? .success(address) : .failure(.noAddress)
    }

    /// The domain in ASCII, lower case and composed first (UTS 46, by ICU).
    private static func internationalized(_ domain: Substring) -> String? {
        // What a URL would end a host at must not get that far.
        guard domain.unicodeScalars.allSatisfy({ $0.value >= 0x80 || isHostScalar($0) || $0 == "." }) else {
            return nil
        }
        return URLComponents(string: "http://\(domain)/")?.encodedHost
    }

    private static func isHost(_ domain: String) -> Bool {
        domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy(isHostScalar)
        }
    }

    private static func isHostScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: false
        }
    }

    private static let breakers = Set("<>()[],;:\\\"".unicodeScalars)
}
