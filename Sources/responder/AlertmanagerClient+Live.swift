internal import IncidentCore
internal import IncidentEngine
internal import Notifiers
internal import Transport

extension AlertmanagerClient {
    /// More than any Alertmanager lists: about a hundred thousand alerts.
    private static let answerLimitBytes = 32 << 20

    static func live(_ http: HTTPClient) -> AlertmanagerClient {
        AlertmanagerClient { (settings, url) throws(AlertmanagerSilent) in
            let request = HTTPRequest.get(url, as: settings.access, limitBytes: answerLimitBytes)
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
