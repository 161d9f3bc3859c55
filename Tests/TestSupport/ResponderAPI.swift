import Foundation
package import Transport

/// The JSON API of a running responder, as a program outside sees it.
package struct ResponderAPI: Sendable {
    package let origin: String
    package var token: String?
    /// As many at once as a test wants, to the one server.
    private static let http = HTTPClient.live(transfersPerHost: 512)

    package init(origin: String, token: String? = nil) {
        self.origin = origin
        self.token = token
    }

    package func send(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], headers: [String: String] = [:]
    ) async throws -> HTTPResponse {
        var fields = headers
        if let token { fields["Authorization"] = "Bearer \(token)" }
        if !body.isEmpty, fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
        return try await Self.http.send(
            HTTPRequest(
                method: method, url: origin + path, headers: fields, body: body, connectTimeout: .seconds(5),
                timeout: .seconds(30), responseLimitBytes: 64 * 1024 * 1024))
    }

    package func get<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
        let response = try await send(.get, path)
        guard response.status == 200 else { throw UnexpectedAnswer(path: path, response: response) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(response.body))
    }
}

extension ResponderAPI {
    /// Posts a webhook body as Alertmanager does.
    package func post(_ body: [UInt8]) async throws -> HTTPResponse {
        try await send(.post, "/webhooks/alertmanager", body: body, headers: ["User-Agent": "Alertmanager/0.25.0"])
    }

    package func incidents(_ query: String = "") async throws -> [ResponderIncident] {
        try await get(ResponderIncidentList.self, "/api/incidents\(query.isEmpty ? "" : "?\(query)")").incidents
    }

    package func incident(_ id: Int) async throws -> ResponderIncidentDetail {
        try await get(ResponderIncidentDetail.self, "/api/incidents/\(id)")
    }

    package func timeline(_ id: Int) async throws -> [ResponderTimelineEntry] {
        try await get(ResponderTimeline.self, "/api/incidents/\(id)/timeline").entries
    }

    package func output(ofArtifact id: Int) async throws -> String {
        let path = "/api/artifacts/\(id)/output"
        let response = try await send(.get, path)
        guard response.status == 200 else { throw UnexpectedAnswer(path: path, response: response) }
        return response.text
    }

    @discardableResult
    package func acknowledge(
        _ id: Int, by person: String, takeOver: Bool = false
    ) async throws -> HTTPResponse {
        try await change(id, "acknowledge", takeOver ? Command(by: person, takeOver: true) : Command(by: person))
    }

    /// Whatever fires.
    @discardableResult
    package func resolve(_ id: Int, by person: String) async throws -> HTTPResponse {
        try await change(id, "resolve", Command(by: person, stillFiring: true))
    }

    @discardableResult
    package func note(_ id: Int, by person: String, _ text: String) async throws -> HTTPResponse {
        try await change(id, "notes", Command(by: person, text: text))
    }

    private struct Command: Encodable {
        var by: String
        var text: String?
        var takeOver: Bool?
        var stillFiring: Bool?
    }

    private func change(_ id: Int, _ verb: String, _ command: Command) async throws -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try await send(.post, "/api/incidents/\(id)/\(verb)", body: Array(try encoder.encode(command)))
    }
}

package struct UnexpectedAnswer: Error, CustomStringConvertible {
    let path: String
    let response: HTTPResponse
    package var description: String { "\(path): \(response.status) \(response.text.prefix(500))" }
}
