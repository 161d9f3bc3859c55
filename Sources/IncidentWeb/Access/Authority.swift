/// Host and port of a URL or of a `Host` field, in lower case.
struct Authority: Equatable, Sendable {
    /// Without the brackets of an IPv6 address.
    let host: String
    let port: String?

    /// Reads `desk.example.com:9095`, `[::1]:9095` and `https://desk.example.com/path`. Of a URL the port that its scheme
    /// has anyhow is left out, as browsers do.
    init(_ text: String) {
        let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = String((parts.last ?? "").prefix { !"/?#".contains($0) })
        let defaultPort = parts.count < 2 ? nil : ["http": "80", "https": "443"][parts[0]]
        if whole.hasPrefix("["), let bracket = whole.firstIndex(of: "]") {
            host = String(whole[..<bracket].dropFirst())
            port = Self.port(whole[bracket...].dropFirst(2), unless: defaultPort)
        } else {
            let colon = whole.firstIndex(of: ":") ?? whole.endIndex
            host = String(whole[..<colon])
            port = Self.port(whole[colon...].dropFirst(), unless: defaultPort)
        }
    }

    private static func port(_ text: Substring, unless defaultPort: String?) -> String? {
        text.isEmpty || text == defaultPort ?? "" ? nil : String(text)
    }

    /// Whether the host is an address and not a name, which somebody else may have given it.
    var isAddress: Bool { host.contains(":") || host.allSatisfy { $0 == "." || $0.isNumber } && !host.isEmpty }
}
