internal import Collectors
internal import Foundation
internal import IncidentCore
internal import IncidentEngine
internal import Transport

extension GrafanaClient {
    /// `POST /api/annotations` (Grafana 6.4 and newer), after a `GET` of what stands there where that is not known.
    static func live(_ http: HTTPClient) -> GrafanaClient {
        GrafanaClient { annotation, server, mayStand in
            if mayStand, let outcome = await lookedUp(annotation, server, http) { return outcome }
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

    /// - Returns: `nil` where it does not stand there, or the account may not see that.
    private static func lookedUp(
        _ annotation: GrafanaAnnotation, _ server: GrafanaServer, _ http: HTTPClient
    ) async -> AnnotationOutcome? {
        let (begin, end) = (annotation.at.milliseconds, (annotation.until ?? annotation.at).milliseconds)
        let tags = annotation.identifyingTags.map { "&tags=\($0.percentEncoded)" }.joined()
        let address = "\(server.url)/api/annotations?type=annotation&limit=100&from=\(begin)&to=\(end)\(tags)"
        do throws(TransportFailure) {
            let response = try await http.send(.get(address, as: server.access, limitBytes: 1 << 20))
            switch response.status {
            case 200:
                let standing = (try? JSONDecoder().decode([Standing].self, from: Data(response.body))) ?? []
                return standing.contains { $0.time == begin && ($0.timeEnd ?? $0.time) == end } ? .written : nil
            case 403: return nil
            default: return .failed("\(response.status) \"\(response.text.singleLine(limit: 200))\"")
            }
        } catch {
            return .failed(error.description.singleLine(limit: 300))
        }
    }

    /// What Grafana has, as far as it matters; times as below.
    private struct Standing: Decodable {
        let time: Int64
        let timeEnd: Int64?
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
