import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("Who may do what")
    struct Access {
        @Test func `with tokens, only who has one gets in, and either of two is valid`() async throws {
            let installation = try ResponderInstallation(environment: [
                "RESPONDER_WEBHOOK_TOKEN": "hook-old,hook-new", "RESPONDER_API_TOKEN": "api-old,api-new",
            ])
            let responder = try await installation.start()
            let body = try ResponderInstallation.body("15-p2-latency-firing")
            func post(_ token: String?) async throws -> Int {
                let api = ResponderAPI(origin: responder.api.origin, token: token)
                return try await api.post(body).status
            }
            func list(_ token: String?) async throws -> Int {
                try await ResponderAPI(origin: responder.api.origin, token: token).send(.get, "/api/incidents").status
            }

            for token in [nil, "", "wrong", "hook-ol", "hook-old,hook-new", "api-new"] {
                #expect(try await post(token) == 401, "\(token ?? "none")")
            }
            for token in ["hook-old", "hook-new"] { #expect(try await post(token) == 200) }
            for token in [nil, "", "wrong", "hook-new"] { #expect(try await list(token) == 401, "\(token ?? "none")") }
            for token in ["api-old", "api-new"] { #expect(try await list(token) == 200) }
            #expect(try await responder.api.incidents().count == 1)
            #expect(!responder.log.contains("hook-old") && !responder.log.contains("api-old"))
        }

        @Test func `a refusal is a short problem document`() async throws {
            let installation = try ResponderInstallation(environment: ["RESPONDER_API_TOKEN": "secret"])
            let responder = try await installation.start()
            let answer = try await ResponderAPI(origin: responder.api.origin).send(.get, "/api/incidents")
            #expect(answer.status == 401)
            #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            #expect(answer.body.count < 500)
        }

        @Test(arguments: ["0.0.0.0:0", "[::]:0"])
        func `without any credential no address but loopback is taken`(address: String) async throws {
            let installation = try ResponderInstallation()
            let program = try installation.program(
                ["serve", "--listen", address] + installation.dataOption + installation.routesOption)
            #expect(try await program.end() == .exited(1))
            #expect(program.errors.contains("RESPONDER_WEBHOOK_TOKEN"))
            #expect(program.errors.contains("127.0.0.1"))
        }

        @Test func `health and readiness answer, and metrics are there from the start`() async throws {
            let responder = try await ResponderInstallation().start()
            for path in ["/healthz", "/readyz"] { #expect(try await responder.api.send(.get, path).status == 200) }
            let metrics = try await responder.api.send(.get, "/metrics").text
            for name in ["responder_incidents_open", "responder_notifications_failed_total"] {
                #expect(metrics.contains("\n\(name){"))
            }
        }

        @Test func `what is not there, and what cannot be read, is answered with a problem document`() async throws {
            let responder = try await ResponderInstallation().start()
            let wrong = [("/api/incidents/4711", 404), ("/api/nothing", 404), ("/api/incidents?limit=many", 400)]
            for (path, status) in wrong {
                let answer = try await responder.api.send(.get, path)
                #expect(answer.status == status, "\(path)")
                #expect(answer.headers["content-type"]?.hasPrefix("application/problem+json") == true, "\(path)")
            }
            for body in ["", "{}", "not json", #"{"version":"4","groupKey":"k","alerts":[]}"#] {
                let answer = try await responder.api.post(Array(body.utf8))
                #expect(answer.status == 400)
                #expect(answer.body.count < 500)
            }
        }
    }
}
