/// Checks addresses of endpoints, and our own; libcurl does the reading of them.
package enum EndpointURL {
    /// - Returns: why `text` is not a URL of one of `schemes`, in words that go after its name and do not repeat it:
    ///   a webhook's URL is a secret. `nil` when it is one.
    package static func problem(in text: String, schemes: [String]) -> String? {
        let expected = "a URL that begins with " + schemes.map { "\($0)://" }.joined(separator: " or ")
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix("\($0)://") }) else {
            return "\(expected) is expected"
        }
        guard
            text.unicodeScalars.allSatisfy({
                $0.value > 0x20 && $0.value < 0x7F && !"\"<>\\^`{|}".unicodeScalars.contains($0)
            })
        else { return "\(expected) is expected, without blanks and special characters" }
        let authority = text.dropFirst(scheme.count + 3).prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else {
            return "a URL must not hold a user name or password, which would reach logs; use username and password"
        }
        guard let port = port(of: authority) else { return "\(expected) is expected, with a host and at most a port" }
        guard port.isEmpty || (1...65_535).contains(Int(port) ?? 0) else {
            return "port \(port) is not from 1 to 65535"
        }
        return nil
    }

    /// A host that is read as another than is written, so that nobody sees who is asked: `2130706433`, `0x7f.1` and
    /// `127.0.0.1.` are 127.0.0.1, and all that ends in `.localhost` is this machine.
    ///
    /// - Parameter text: a URL without a user name or password.
    /// - Returns: what is wrong, in words as above; `nil` for names, addresses as they are usually written, and `localhost`.
    static func hostProblem(in text: String) -> String? {
        let authority = text.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
        guard !authority.hasPrefix("[") else { return nil }
        let host = authority.prefix { $0 != ":" }.lowercased()
        if host.contains("%") { return "host \(host) holds a %; write it without" }
        let labels = host.split(separator: ".")
        guard let last = labels.last else { return "host \(host) is none; write a name or an address" }
        if last == "localhost", host != last { return "host \(host) is this machine; write localhost" }
        // What ends in a number is an address to all that read URLs (URL Standard, "ends in a number checker").
        let isHexadecimal = last.hasPrefix("0x") && last.dropFirst(2).allSatisfy(\.isHexDigit)
        let bytes = labels.compactMap { UInt8($0) }
        let isPlain = bytes.count == 4 && bytes.map(String.init).joined(separator: ".") == host
        guard last.allSatisfy(\.isNumber) || isHexadecimal, !isPlain else { return nil }
        return "host \(host) is an address that is not written as usual; write four numbers, such as 10.0.0.1"
    }

    /// - Returns: why messages must not go to a URL in clear text, in words as above; `nil` when they do not, or do not
    ///   leave this machine. They tell what is broken and where, and carry what lets others tell it too.
    static func clearTextProblem(in text: String) -> String? {
        let scheme = "http://"
        guard text.lowercased().hasPrefix(scheme) else { return nil }
        let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        return isLoopback(authority) ? nil : "http is for this machine only; write https://"
    }

    private static func isLoopback(_ authority: Substring) -> Bool {
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }.lowercased()
        return host == "localhost" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// The port's text, empty when there is none; `nil` when the authority has no host or is malformed.
    private static func port(of authority: Substring) -> Substring? {
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            rest = authority[authority.index(after: end)...]
        } else {
            rest = authority.drop { $0 != ":" }
            guard rest.count < authority.count else { return nil }
        }
        if rest.isEmpty { return rest }
        let port = rest.dropFirst()
        return rest.first == ":" && !port.isEmpty && !port.contains(":") ? port : nil
    }
}
