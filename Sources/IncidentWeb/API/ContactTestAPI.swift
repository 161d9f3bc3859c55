internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore
internal import IncidentViews

/// Test messages to a contact, below `/api/contacts`.
struct ContactTestAPI: Sendable {
    let contents: WebContents

    func addRoutes(to routes: RouterGroup<WebContext>) {
        routes.post(RouterPath(Routes.contactTestAPI)) { request, context in
            _ = try request.query([])
            let role = (context.parameters.get("role") ?? "").removingPercentEncoding ?? ""
            let body = try await request.smallBody(context)
            let asked = try ContactTestRequest(json: body, user: Credentials.userName(request.headers))
            let tester = try await tester()
            do throws(ContactTestRefused) {
                return Response.json(
                    ContactTestView(
                        try await tester.test(role, by: asked.method, askedBy: asked.by, priority: asked.priority)))
            } catch {
                throw error.problem
            }
        }
    }
}

extension ContactTestAPI {
    /// With who is on call now.
    private func tester() async throws -> ContactTester {
        let now = contents.time.now()
        let tables = contents.tables.value
        var contacts = tables.contacts
        if !contacts.rotaRoles.isEmpty {
            contacts.overrides = try await contents.store.readForPeople { try $0.rotaOverrides(from: now, until: now) }
        }
        return ContactTester(
            contacts: contacts, usualClock: tables.usualClock, waysOut: contents.engine.waysOut, time: contents.time,
            nonce: Self.nonce)
    }
}

extension ContactTestAPI {
    @Sendable private static func nonce() -> String {
        let bytes = (0..<8).map { _ in UInt8.random(in: .min ... .max) }
        return bytes.hexadecimal
    }
}

/// Who asks for a test, and of what: `{"by": "…", "method": "email", "priority": "P4"}`.
struct ContactTestRequest: Equatable {
    let by: String
    /// `nil` is all of the contact's ways.
    let method: String?
    let priority: Priority

    /// - Parameter user: the name from basic authentication, used where `by` is missing.
    init(json: [UInt8], user: String?) throws {
        let found = try json.isEmpty ? nil : TextFields(json, known: ["by", "method", "priority"])
        by = try PersonalCommand(by: found?["by"] ?? user, text: nil).by
        method = (found?["method"]).flatMap { $0.trimmingBlanks().isEmpty ? nil : $0 }
        let word = found?["priority"] ?? Priority.p4.rawValue
        guard let priority = Priority(word: word) else {
            throw Problem(.badRequest, "\"priority\" is \"\(word.singleLine(limit: 40))\"; P1 to P4 is expected")
        }
        self.priority = priority
    }
}

extension ContactTestRefused {
    fileprivate var problem: Problem {
        switch self {
        case .noSuchContact: Problem(.notFound, description, kind: .noSuchRecord)
        case .nobodyOnCall: Problem(.conflict, description, kind: .refusedByState)
        case .noSuchMethod: Problem(.badRequest, description)
        }
    }
}
