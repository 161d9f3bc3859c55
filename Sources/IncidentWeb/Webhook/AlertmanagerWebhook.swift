internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine

/// `POST /webhooks/alertmanager`: 200 after the commit, and nothing before it.
struct AlertmanagerWebhook: Sendable {
    let intake: Intake
    let admission: Admission
    let maxBodyBytes: Int
    let bodyDeadline: Duration

    func addRoutes(to router: some RouterMethods<WebContext>) {
        router.post(RouterPath(Routes.alertmanagerWebhook)) { request, context in
            try await receive(request, context)
        }
    }

    private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
        // Before anything is read: who may not send is told so at once, unless the body itself is the proof.
        let signature = admission.credentials.isEmpty ? nil : request.headers[.grafanaSignature]
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
        let body = try await collect(request.body, announced: length)
        if let signature { try logging { try admission.admit(signature: signature, of: body) } }
        try await intake.receive(body)
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

    private func collect(_ body: RequestBody, announced: Int?) async throws -> [UInt8] {
        let reader = BodyReader(body, upTo: maxBodyBytes) { [intake, maxBodyBytes] in
            intake.refuse(.tooLarge(bytes: $0, limit: maxBodyBytes))
        }
        // Nearly always all of it has come with the head; a clock, which costs as much as the parsing, is set only for
        // what has not. One who sends nothing at all meets the connection's idle limit.
        guard try await reader.readPart(), reader.bytes.count != announced else { return reader.bytes }
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await reader.readToEnd() }
            group.addTask {
                try await Task.sleep(for: bodyDeadline)
                throw Problem(.requestTimeout, "the body did not come within \(bodyDeadline.prometheusText)")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}

extension HTTPField.Name {
    /// Grafana's signature of the body: HMAC-SHA256 in hexadecimal.
    static let grafanaSignature = HTTPField.Name("X-Grafana-Alerting-Signature")!
}
