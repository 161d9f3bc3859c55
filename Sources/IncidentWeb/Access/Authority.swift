/// Host and port of a URL or of a `Host` field, in lower case.
struct Authority: Equatable, Sendable {
    /// Without the brackets of an IPv6 address.
    let host: String
    let port: String?

    /// Reads `desk.example.com:9095`, `[::1]:9095` and `https://desk.example.com/path`.
    init(_ text: some StringProtocol) {
        let afterScheme = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        let whole = String(afterScheme.prefix { $0 != "/" }).lowercased()
        if whole.hasPrefix("["), let bracket = whole.firstIndex(of: "]") {
            host = String(whole[..<bracket].dropFirst())
            port = whole[bracket...].dropFirst().dropFirst().nonEmpty
        } else {
            let colon = whole.firstIndex(of: ":") ?? whole.endIndex
            host = String(whole[..<colon])
            port = whole[colon...].dropFirst().nonEmpty
        }
    }

    /// Whether the host is an address and not a name, which somebody else may have given it.
    var isAddress: Bool { host.contains(":") || host.allSatisfy { $0 == "." || $0.isNumber } && !host.isEmpty }
}

extension Substring {
    fileprivate var nonEmpty: String? { isEmpty ? nil : String(self) }
}
