internal import Foundation
internal import IncidentCore
internal import IncidentStore
internal import IncidentWeb
internal import Transport

/// What the pages of the server of a data folder say first. Much of it only the server knows: which tables are in force, whether
/// it could write, and which endpoints have credentials.
struct ServerWarnings: Sendable {
    let address: String
    let http: HTTPClient

    /// As `HealthView` writes it.
    private struct Health: Decodable {
        let warnings: [String]
    }

    init(address: String, http: HTTPClient) { (self.address, self.http) = (address, http) }

    /// - Returns: `nil` where no server runs.
    init?(dataDirectory: String) {
        guard let address = RunningServer.address(of: dataDirectory) else { return nil }
        self.init(address: address, http: .live(proxies: .none))
    }

    /// One a line; where the server cannot be asked that, and why.
    func lines() async -> [String] {
        var request = HTTPRequest(
            method: .get, url: "\(address)/api/health", headers: ["User-Agent": "responder"], body: [],
            connectTimeout: .seconds(1), timeout: .seconds(3), responseLimitBytes: 1 << 20, proxy: .direct,
            isIdempotent: true)
        if let token = (try? Environment.credentials("RESPONDER_API_TOKEN"))?.secrets.first {
            request.headers["Authorization"] = "Bearer \(token.reveal)"
        }
        let response: HTTPResponse
        do throws(TransportFailure) {
            response = try await http.send(request)
        } catch {
            return [unanswered(error.description)]
        }
        guard response.status == 200,
            let health = try? JSONDecoder().decode(Health.self, from: Data(response.body))
        else { return [unanswered("it answers \(response.status)")] }
        return health.warnings.map { "warning: \($0.singleLine(limit: 500))" }
    }

    private func unanswered(_ why: String) -> String {
        "what the server at \(address) warns of is not known: \(why.singleLine(limit: 300))"
    }
}
