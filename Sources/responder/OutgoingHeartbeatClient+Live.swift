internal import IncidentCore
internal import IncidentEngine
internal import Notifiers
internal import Transport

extension OutgoingHeartbeatClient {
    static func live(_ http: HTTPClient) -> OutgoingHeartbeatClient {
        OutgoingHeartbeatClient { settings in
            var request = HTTPRequest(
                method: .get, url: settings.url.reveal, headers: ["User-Agent": "responder"],
                connectTimeout: .seconds(5), timeout: .seconds(10))
            request.caFile = settings.caFile
            if let text = settings.proxy?.reveal, let proxy = try? Proxy(text) { request.proxy = .through(proxy) }
            do throws(TransportFailure) {
                let response = try await http.send(request)
                return (200..<300).contains(response.status)
                    ? nil : "\(response.status) \"\(response.text.singleLine(limit: 200))\""
            } catch {
                return error.description.singleLine(limit: 300)
            }
        }
    }
}
