internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// `POST /webhooks/alertmanager`: 200 after the commit, and nothing before it.
///
/// Once the database is known to be damaged it is never 200: what can be taken is, and told, but nobody can say that all
/// of it will be shown. Alertmanager goes on sending, and its own metric of failed notifications says so.
struct AlertmanagerWebhook: Sendable {
    let intake: Intake
    let store: IncidentStore
    let admission: Admission
    let maxBodyBytes: Int
    let time: TimeSource

    func addRoutes(to router: some RouterMethods<WebContext>) {
        router.post(RouterPath(Routes.alertmanagerWebhook)) { request, context in
            try await receive(request, context)
        }
    }

    private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
        // Before anything is read: who may not send is told so at once, unless the body itself can be the proof.
        let signature = admission.signingKeys.isEmpty ? nil : GrafanaSignature(request.headers)
        try logging {
            guard !request.isFromBrowser else { throw Problem(.forbidden, "alerts are not taken from a browser") }
            if signature == nil { try admission.admit(request, context) }
        }
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw intake.refuse(.encoded)
        }
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if let length, length > maxBodyBytes {
            throw intake.refuse(.tooLarge(bytes: length, limit: maxBodyBytes))
        }
        let body = try await BodyReader(request, context, upTo: maxBodyBytes) { [intake, maxBodyBytes] in
            intake.refuse(.tooLarge(bytes: $0, limit: maxBodyBytes))
        }.readToEnd()
        if let signature {
            try logging { try admission.admit(signature, of: body, at: time.now()) }
            context.proveSender()
        }
        try await intake.receive(body)
        if let damage = store.damage {
            throw Problem(.serviceUnavailable, "what could be stored was, and people are told of it, but \(damage)")
        }
        return Response(status: .ok)
    }

    /// Whoever may not send is refused in the log too: alerts that do not arrive must be found from this side.
    private func logging(_ admit: () throws -> Void) throws {
        do {
            try admit()
        } catch let problem as Problem {
            intake.refuseSender(problem.detail)
            throw problem
        }
    }
}
