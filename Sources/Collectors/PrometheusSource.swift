internal import Crypto
internal import IncidentCore
internal import Transport

/// Asks a Prometheus by its HTTP API.
struct PrometheusSource: Sendable {
    let http: HTTPClient
    let now: @Sendable () -> Timestamp

    /// About ten series of a thousand points each are a megabyte; what is longer would be no use to anybody.
    private static let answerLimitBytes = 8 << 20

    /// - Parameter expression: PromQL as it is to be asked.
    func ask(
        _ expression: String, _ query: PrometheusQuery, of server: PrometheusServer, for collector: Collector
    ) async -> Evidence {
        let request = HTTPRequest.get(
            server.url(of: query, expression: expression, at: now(), timeout: collector.timeout),
            as: server.access, timeout: collector.timeout, limitBytes: Self.answerLimitBytes)
        return await http.evidence(of: request) { result in
            switch result {
            case .success(let response): Evidence(response)
            case .failure(let failure): Evidence(failure, of: server)
            }
        }
    }
}

extension Evidence {
    fileprivate init(_ response: HTTPResponse) {
        self.init(outcome: .failed)
        byteCount = response.body.count
        sha256 = SHA256.hash(data: response.body).hexadecimal
        guard let answer = try? PrometheusAPI.read(response.body) else {
            let text = response.text.singleLine(limit: 200)
            closing =
                "the answer is none of Prometheus: \(response.status) \"\(text)\"; is the address in endpoints.yaml right?"
            return
        }
        guard response.status == 200, answer.error == nil else {
            closing = "Prometheus answers \(response.status): \((answer.error ?? "no reason").singleLine(limit: 300))"
            return
        }
        outcome = .succeeded
        series = answer.series
        closing = answer.warnings.isEmpty ? nil : "Prometheus warns: \(answer.warnings.joined(separator: "; "))"
    }

    fileprivate init(_ failure: TransportFailure, of server: PrometheusServer) {
        self.init(outcome: failure.reason == .timedOut ? .timedOut : .failed)
        closing =
            failure.reason == .responseTooLarge
            ? "the answer is too long; let the query choose fewer series, or give it a longer step"
            : "Prometheus at \(server.url) did not answer: \(failure.description.singleLine(limit: 300))"
    }
}
