internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import Notifiers
internal import Transport

extension AlertmanagerClient {
    /// More than any Alertmanager lists: about a hundred thousand alerts.
    private static let answerLimitBytes = 32 << 20

    static func live(_ http: HTTPClient) -> AlertmanagerClient {
        AlertmanagerClient { (settings, url) throws(AlertmanagerSilent) in
            var request = HTTPRequest(
                method: .get, url: url, headers: ["Accept": "application/json", "User-Agent": "responder"],
                connectTimeout: .seconds(5), timeout: .seconds(10), responseLimitBytes: answerLimitBytes)
            request.caFile = settings.caFile
            request.proxy = settings.proxyUse
            if let credentials = settings.credentials { request.headers["Authorization"] = credentials.header }
            let response: HTTPResponse
            do throws(TransportFailure) {
                response = try await http.send(request)
            } catch {
                throw AlertmanagerSilent(
                    error.reason == .responseTooLarge
                        ? "the answer is longer than \(answerLimitBytes >> 20) MiB"
                        : error.description.singleLine(limit: 300))
            }
            guard response.status == 200 else {
                throw AlertmanagerSilent("\(response.status) \"\(response.text.singleLine(limit: 200))\"")
            }
            return AlertmanagerReply(
                body: response.body, date: response.headers["date"].flatMap(Timestamp.init(httpDate:)))
        }
    }
}

extension AlertmanagerSettings {
    /// What the proxy setting says; a table that is wrong is not in force, so that it can be read.
    fileprivate var proxyUse: HTTPRequest.ProxyUse {
        guard let text = proxy?.reveal, let proxy = try? Proxy(text) else { return .configured }
        return .through(proxy)
    }
}

extension AlertmanagerSettings.Credentials {
    fileprivate var header: String {
        switch self {
        case .bearer(let token): "Bearer \(token.reveal)"
        case .basic(let username, let password):
            "Basic \(Data("\(username):\(password.reveal)".utf8).base64EncodedString())"
        }
    }
}
