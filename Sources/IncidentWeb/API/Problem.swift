internal import Foundation
package import HTTPTypes
package import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews
internal import Logging

/// An error answer as RFC 9457 problem details.
package struct Problem: Error, Equatable {
    package let status: HTTPResponse.Status
    /// One sentence for a person: lower case, the thing named, what to do.
    package let detail: String
    /// What a page says instead, because it has links.
    let pageDetail: String
    /// `nil` where the status says what it is.
    package let kind: ProblemKind?
    package let headers: HTTPFields
    /// What a program is asked before it is done, beside the words.
    let question: DeedQuestion?

    package init(
        _ status: HTTPResponse.Status, _ detail: String, onPage pageDetail: String? = nil, kind: ProblemKind? = nil,
        headers: HTTPFields = [:]
    ) {
        self.init(status, detail, onPage: pageDetail, kind: kind, headers: headers, asking: nil)
    }

    init(
        _ status: HTTPResponse.Status, _ detail: String, onPage pageDetail: String? = nil, kind: ProblemKind? = nil,
        headers: HTTPFields = [:], asking question: DeedQuestion?
    ) {
        self.question = question
        self.status = status
        self.detail = detail
        self.kind = kind
        self.pageDetail = pageDetail ?? detail
        self.headers = headers
    }

    var response: Response {
        struct Body: Encodable {
            let type: String
            let title: String
            let status: Int
            let detail: String
            let owner, since, until: String?
            let firing: Int?
            let send: [String: Bool]?
        }
        let holding = question?.holding
        let body = Body(
            type: kind?.type ?? "about:blank", title: kind?.title ?? status.reasonPhrase, status: status.code,
            detail: detail, owner: holding?.owner, since: holding?.since?.rfc3339, until: holding?.until?.rfc3339,
            firing: question?.firing, send: question.map { [$0.flag: true] })
        var response = Response.json(body, status: status, contentType: "application/problem+json")
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}

/// Turns what was thrown into problem details, for a browser into a page; what nobody expected is logged and shows only
/// the request's number.
package struct ProblemMiddleware: RouterMiddleware {
    package typealias Context = WebContext

    let renderer: PageRenderer
    let time: TimeSource

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            let problem = Self.problem(for: error, context: context)
            return page(for: problem, request) ?? problem.response
        }
    }

    /// - Returns: `nil` for programs, which do not ask for HTML.
    private func page(for problem: Problem, _ request: Request) -> Response? {
        let shown = PageContext(request, now: time.now())
        guard request.wantsPage,
            var page = try? renderer.render(
                ProblemPage(problem, path: request.uri.path, in: shown), template: "problem", status: problem.status,
                in: shown)
        else { return nil }
        for field in problem.headers { page.headers[field.name] = field.value }
        return page
    }

    private static func problem(for error: any Error, context: WebContext) -> Problem {
        switch error {
        case let error as Problem: return error
        case let error as IntakeRejection:
            return Problem(error.status, error.description)
        case let error as FilterProblem: return Problem(.badRequest, error.description)
        case let error as UnknownIncident: return error.problem
        case let error as DeedProblem: return Problem(.badRequest, error.description)
        case let error as DeedQuestion: return error.problem
        case let error as OverrideRefused: return error.problem
        case let error as UnknownSilence: return error.problem
        case let error as SilenceRefused: return Problem(.unprocessableContent, error.description)
        case let error as DrillProblem: return Problem(.conflict, error.description, kind: .refusedByState)
        case let error as TransitionRefused: return Problem(.conflict, error.description, kind: .refusedByState)
        case let error as StoreError:
            return Problem(.serviceUnavailable, error.description, kind: .storeUnavailable)
        case let error as HTTPError where error.status == .notFound:
            return Problem(.notFound, "there is nothing at this address")
        case let error as HTTPError: return Problem(error.status, error.body ?? error.status.reasonPhrase)
        default:
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return Problem(.internalServerError, "something went wrong; the log has more under request \(context.id)")
        }
    }
}

extension UnknownIncident {
    /// Without the advice for the command line, and on a page, which has a link to all of them, without that for programs.
    fileprivate var problem: Problem {
        let words = "no incident \(id), \(newest.map { "the newest is \($0)" } ?? "there is none yet")"
        return Problem(
            .notFound, "\(words); GET \(Routes.incidentsAPI) lists them", onPage: words, kind: .noSuchRecord)
    }
}

extension UnknownSilence {
    fileprivate var problem: Problem {
        let words = "no silence \(id), \(newest.map { "the newest is \($0)" } ?? "there is none yet")"
        return Problem(
            .notFound, "\(words); GET \(Routes.silencesAPI) lists them", onPage: words, kind: .noSuchRecord)
    }
}

extension IntakeRejection {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .malformed: .badRequest
        case .tooLarge: .contentTooLarge
        case .encoded: .unsupportedMediaType
        case .unavailable: .serviceUnavailable
        }
    }
}

extension Response {
    /// JSON with sorted keys.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, contentType: String = "application/json"
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only a view of ours with a value JSON has no form for could fail, and none has one.
        let body = (try? encoder.encode(value)) ?? Data("{}".utf8)
        // A terminal obeys some of what stands in alerts, and turns the line around at others.
        let text = String(decoding: body, as: UTF8.self).escapingHiddenInJSON
        return Response(
            status: status, headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func text(
        _ text: String, status: HTTPResponse.Status = .ok, contentType: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
