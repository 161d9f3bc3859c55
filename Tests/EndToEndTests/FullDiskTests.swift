import Foundation
import TestSupport
import Testing
import Transport

extension EndToEnd {
    @Suite("A full disk")
    struct FullDisk {
        @Test func `alerts are refused with 503, readiness fails, and with room again everything goes on`()
            async throws
        {
            let installation = try ResponderInstallation()
            let responder = try await installation.start(fileSizeLimit: 2 << 20)
            var taken = 0
            var refused: HTTPResponse?
            while refused == nil, taken < 1000 {
                let answer = try await responder.api.post(Self.body(taken))
                if answer.status == 200 { taken += 1 } else { refused = answer }
            }
            #expect(taken > 0)
            #expect(refused?.status == 503)
            #expect(refused?.text.contains(#""title":"Service Unavailable""#) == true)
            // What is left of the file is soon used up.
            let reason = try await responder.eventually("readiness fails") { api in
                let answer = try await api.send(.get, "/readyz")
                return answer.status == 503 ? answer.text : nil
            }
            #expect(reason.contains("the store cannot write"))
            #expect(try await responder.api.incidents("limit=500").count == min(taken, 500))

            try await responder.liftFileSizeLimit()
            _ = try await responder.eventually("it is ready again") {
                try await $0.send(.get, "/readyz").status == 200 ? true : nil
            }
            #expect(try await responder.api.post(Self.body(taken)).status == 200)
            for id in 1...taken + 1 {
                _ = try await responder.notification("pagerduty", of: id, in: "sent")
            }
            #expect(try await responder.stop() == .exited(0))
        }

        private static func body(_ number: Int) throws -> [UInt8] {
            try webhookBody(
                // Each of a service of its own: the first page of a service never waits.
                ["alertname": "ServiceDown", "severity": "critical", "service": "s\(number)"],
                annotations: ["description": String(repeating: "x", count: 20_000)], fingerprint: "f\(number)",
                groupKey: "{}:{number=\"\(number)\"}")
        }
    }
}
