internal import Collectors
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import Transport

extension GrafanaClient {
    /// `POST /api/annotations` (Grafana 6.4 and newer).
    static func live(_ http: HTTPClient) -> GrafanaClient {
        GrafanaClient { annotation, server in
            var request = HTTPRequest.get("\(server.url)/api/annotations", as: server.access, limitBytes: 64 * 1024)
            request.method = .post
            request.headers["Content-Type"] = "application/json"
            request.isIdempotent = false
            do {
                request.body = Array(try JSONEncoder().encode(Body(annotation)))
            } catch {
                return .refused("\(error)")
            }
            do throws(TransportFailure) {
                let response = try await http.send(request)
                let words = "\(response.status) \"\(response.text.singleLine(limit: 200))\""
                return switch response.status {
                case 200..<300: .written
                case 400, 413, 422: .refused(words)
                default: .failed(words)
                }
            } catch {
                return .failed(error.description.singleLine(limit: 300))
            }
        }
    }

    /// Times in milliseconds since 1970.
    private struct Body: Encodable {
        let time: Int64
        let timeEnd: Int64?
        let tags: [String]
        let text: String

        init(_ annotation: GrafanaAnnotation) {
            (time, timeEnd) = (annotation.at.milliseconds, annotation.until?.milliseconds)
            (tags, text) = (annotation.tags, annotation.text)
        }
    }
}
