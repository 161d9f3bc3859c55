/// The hosts to which no proxy is used: what NO_PROXY lists. An entry that cannot be read fits no host.
struct ProxyExceptions: Sendable {
    private let entries: [Entry]

    fileprivate struct Entry: Sendable {
        let pattern: Pattern
        /// `nil` for every port.
        let port: Int?
    }

    fileprivate enum Pattern: Sendable {
        case everything
        case domain(String, alsoItself: Bool)
        case network(IPAddress, bitCount: Int)
    }

    init(_ list: String) {
        entries = list.split { $0 == "," || $0.isWhitespace }.compactMap { Entry(String($0)) }
    }

    /// - Parameter host: as `CurlURL` has it.
    func contains(host: String, port: Int) -> Bool {
        let address = IPAddress(host)
        return entries.contains { entry in
            guard entry.port == nil || entry.port == port else { return false }
            switch entry.pattern {
            case .everything: return true
            case .domain(let domain, let alsoItself):
                return host.hasSuffix(".\(domain)") || alsoItself && host == domain
            case .network(let network, let bitCount): return address?.shares(bitCount, with: network) ?? false
            }
        }
    }
}

extension ProxyExceptions.Entry {
    init?(_ text: String) {
        let (host, port) = Self.split(text)
        if let port, !(1...65_535).contains(port) { return nil }
        self.port = port
        let name = host.normalizedHost
        if name == "*" {
            pattern = .everything
        } else if let address = IPAddress(name) {
            pattern = .network(address, bitCount: address.bitCount)
        } else if let slash = name.firstIndex(of: "/") {
            guard let network = IPAddress(String(name[..<slash])), let bits = Int(name[name.index(after: slash)...]),
                (0...network.bitCount).contains(bits)
            else { return nil }
            pattern = .network(network, bitCount: bits)
        } else {
            let domain = name.hasPrefix("*.") ? name.dropFirst(2) : name.hasPrefix(".") ? name.dropFirst() : name[...]
            guard !domain.isEmpty else { return nil }
            pattern = .domain(String(domain), alsoItself: domain.count == name.count)
        }
    }

    /// A port stands after the only colon, or after the bracket of an IPv6 address. One that is no number is -1.
    private static func split(_ text: String) -> (host: String, port: Int?) {
        guard let colon = text.lastIndex(of: ":"), IPAddress(text) == nil, !text.contains("/") else {
            return (text, nil)
        }
        return (String(text[..<colon]), Int(text[text.index(after: colon)...]) ?? -1)
    }
}
