internal import Foundation
internal import IncidentCore
internal import IncidentStore
internal import IncidentWeb
internal import Transport

/// A test message that the server of a data folder is asked to send: what it has for credentials counts, and its
/// environment is another one than that of a shell.
struct ServerContactTest: Sendable {
    let address: String
    let http: HTTPClient

    /// As `ContactTestView` writes it.
    struct Answer: Decodable {
        let contact: String
        let results: [Result]

        struct Result: Decodable {
            let method: String
            let text: String
            let outcome: String
            let closed: String?

            var isReached: Bool { outcome == "sent" && closed?.hasPrefix("sent") ?? true }
        }
    }

    enum Outcome {
        /// With the body that it came as.
        case tested(Answer, [UInt8])
        /// It says why it cannot; whether an argument is wrong.
        case refused(String, isUsage: Bool)
        /// It cannot be asked, and why.
        case unanswered(String)
    }

    private struct Question: Encodable {
        let by: String
        let method: String?
        let priority: String
    }

    private struct Problem: Decodable {
        let detail: String
    }

    /// - Returns: `nil` where no server runs.
    init?(dataDirectory: String, http: HTTPClient) {
        guard let address = RunningServer.address(of: dataDirectory) else { return nil }
        (self.address, self.http) = (address, http)
    }

    func test(_ role: String, by method: String?, askedBy person: String, priority: Priority) async -> Outcome {
        let path = role.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? role
        let question = Question(by: person, method: method, priority: priority.rawValue)
        guard let body = try? JSONEncoder().encode(question) else {
            return .unanswered("the question cannot be written")
        }
        var request = HTTPRequest(
            method: .post, url: "\(address)/api/contacts/\(path)/test",
            headers: ["Content-Type": "application/json", "User-Agent": "responder"], body: [UInt8](body),
            connectTimeout: .seconds(5), timeout: .seconds(180), responseLimitBytes: 1 << 20, proxy: .direct,
            isIdempotent: false)
        if let token = (try? Environment.credentials("RESPONDER_API_TOKEN"))?.secrets.first {
            request.headers["Authorization"] = "Bearer \(token.reveal)"
        }
        let response: HTTPResponse
        do throws(TransportFailure) {
            response = try await http.send(request)
        } catch {
            return .unanswered(error.description.singleLine(limit: 300))
        }
        let data = Data(response.body)
        if response.status == 200, let answer = try? JSONDecoder().decode(Answer.self, from: data) {
            return .tested(answer, response.body)
        }
        let detail = (try? JSONDecoder().decode(Problem.self, from: data))?.detail ?? "no detail"
        // What is wrong with the question is so without the server too.
        return [401, 403].contains(response.status) || response.status >= 500
            ? .unanswered("\(response.status), \(detail.singleLine(limit: 300))")
            : .refused(detail, isUsage: [400, 404].contains(response.status))
    }
}
