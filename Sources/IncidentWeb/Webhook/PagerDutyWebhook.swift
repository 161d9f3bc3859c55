internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine

/// `POST /webhooks/pagerduty`: what people do in PagerDuty, as its webhooks of version 3 tell it.
///
/// PagerDuty tries again after 429, 5xx and no answer, and drops what is answered with another 4xx. So what cannot be
/// believed is refused, what is of no interest is taken, and what cannot be stored is asked for again.
struct PagerDutyWebhook: Sendable {
    /// Its events are a few kilobytes.
    static let maxBodyBytes = 512 * 1024

    let inbox: PagerDutyInbox
    let tables: CurrentTables
    let time: TimeSource

    func addRoutes(to router: some RouterMethods<WebContext>) {
        router.post(RouterPath(Routes.pagerDutyWebhook)) { request, context in
            try await receive(request, context)
        }
    }

    private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
        // Before anything is read: who cannot have been asked to send is told so at once.
        guard !request.isFromBrowser else {
            throw refusal(.unsigned, .forbidden, "events are not taken from a browser")
        }
        let secrets = tables.value.inboundSecrets.filter { $0.endpoint.kind == PagerDutyNews.notifier }
        guard !secrets.isEmpty else {
            throw refusal(
                .unsigned, .forbidden,
                "no endpoint has webhook_secrets in endpoints.yaml, so nobody can sign what comes here")
        }
        guard let signature = PagerDutySignature(request.headers) else {
            throw refusal(
                .unsigned, .unauthorized, "X-PagerDuty-Signature with a v1= signature of the body is required")
        }
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw refusal(.malformed, .unsupportedMediaType, "the body is compressed; send it plain")
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.maxBodyBytes {
            throw tooLarge(length)
        }
        let body = try await BodyReader(request, context, upTo: Self.maxBodyBytes) { tooLarge($0) }.readToEnd()
        let endpoints = secrets.filter { signature.proves(body, secrets: $0.secrets) }.map(\.endpoint)
        guard !endpoints.isEmpty else {
            throw refusal(.unsigned, .unauthorized, "no signature fits the body and a secret of an endpoint")
        }
        context.proveSender()
        let news = try read(body)
        guard news.isFresh(at: time.now()) else {
            throw refusal(
                .old, .forbidden,
                "the event is of \(news.occurredAt.readable), which is more than \(PagerDutyNews.freshFor.prometheusText) ago or yet to come"
            )
        }
        let receipt = try await inbox.receive(news, signedFor: endpoints)
        return .json(
            ["outcome": receipt.outcome.rawValue, "detail": receipt.words],
            status: receipt.outcome == .acted || receipt.outcome == .noted ? .ok : .accepted)
    }

    private func read(_ body: [UInt8]) throws -> PagerDutyNews {
        do throws(PagerDutyNews.Malformed) {
            return try PagerDutyNews(json: body)
        } catch {
            throw refusal(.malformed, .badRequest, error.description)
        }
    }

    private func tooLarge(_ bytes: Int) -> Problem {
        refusal(
            .tooLarge, .contentTooLarge, "the body has \(bytes) bytes or more, the limit is \(Self.maxBodyBytes) bytes")
    }

    private func refusal(_ outcome: PagerDutyOutcome, _ status: HTTPResponse.Status, _ detail: String) -> Problem {
        inbox.refuse(outcome, because: detail)
        return Problem(status, detail)
    }
}
