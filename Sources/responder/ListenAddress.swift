internal import Foundation

/// `HOST:PORT`; an IPv6 host stands in brackets.
struct ListenAddress: SettingValue, CustomStringConvertible {
    static let standard = ListenAddress(host: "127.0.0.1", port: 9095)

    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(setting text: String) throws(SettingProblem) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw SettingProblem(
                description: "\"\(text)\" is no address to listen on; give HOST:PORT, such as \(ListenAddress.standard)"
            )
        }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
