import IncidentCore
import TestSupport
import Testing
import Transport

@testable import Notifiers

/// One table for all notifiers that speak HTTP: what is no success means the same to each.
@Suite("What an HTTP status means", .timeLimit(.minutes(5)))
struct HTTPStatusTests {
    private static let meanings: [(status: Int, verdict: DeliveryVerdict, obstacle: DeliveryObstacle)] = [
        (301, .permanent, .endpoint), (302, .permanent, .endpoint), (307, .permanent, .endpoint),
        (401, .permanent, .auth), (403, .permanent, .auth), (404, .permanent, .endpoint), (405, .permanent, .endpoint),
        (407, .permanent, .auth), (408, .retryable, .timeout), (410, .permanent, .endpoint),
        (400, .permanent, .refused),
        (413, .permanent, .refused), (421, .permanent, .endpoint), (422, .permanent, .refused),
        (425, .retryable, .unavailable), (429, .retryable, .rateLimited),
        (500, .retryable, .unavailable), (502, .retryable, .unavailable), (503, .retryable, .unavailable),
        (504, .retryable, .unavailable), (599, .retryable, .unavailable), (600, .permanent, .refused),
    ]

    private static let readings: [@Sendable (HTTPResponse) -> DeliveryOutcome] = [
        { PagerDutyAnswer.outcome(of: $0, at: Timestamp(milliseconds: 0)) },
        { SlackAnswer.outcome(of: $0, at: Timestamp(milliseconds: 0)) },
        { WebhookAnswer.outcome(of: $0, at: Timestamp(milliseconds: 0)) },
    ]

    @Test(arguments: meanings)
    func `alike for every notifier`(status: Int, verdict: DeliveryVerdict, obstacle: DeliveryObstacle) {
        for reading in Self.readings {
            let outcome = reading(HTTPResponse(status: status, headers: ["retry-after": "9"], body: []))
            #expect(outcome.verdict == verdict)
            #expect(outcome.obstacle == obstacle)
            #expect(outcome.retryAfter == (verdict == .retryable ? .seconds(9) : nil))
        }
    }

    @Test(
        arguments: [
            (301, true), (400, false), (401, true), (403, true), (404, true), (407, true), (410, true), (413, false),
            (422, false), (429, false), (503, false),
        ])
    func `what would be answered to any other message is about the endpoint`(status: Int, isAboutEndpoint: Bool) {
        for reading in Self.readings {
            #expect(reading(HTTPResponse(status: status, body: [])).isAboutEndpoint == isAboutEndpoint)
        }
    }

    @Test func `what is not Slack, or not PagerDuty, is about the endpoint whatever it answers`() {
        let page = HTTPResponse(status: 200, body: Array("<html>".utf8))
        #expect(SlackAnswer.outcome(of: page, at: Timestamp(milliseconds: 0)).isAboutEndpoint)
        #expect(PagerDutyAnswer.outcome(of: page, at: Timestamp(milliseconds: 0)).isAboutEndpoint)
    }

    @Test(arguments: [200, 202, 400, 503])
    func `an answer to what went out twice says so, whatever it is`(status: Int) {
        for reading in Self.readings {
            let body = Array(#"{"status":"success"}"#.utf8)
            let once = reading(HTTPResponse(status: status, body: body))
            let twice = reading(HTTPResponse(status: status, body: body, timesSent: 2))
            let words = "sent twice: the kept connection was closed before an answer to the first"
            #expect(twice == once.saying("\(once.evidence); \(words)"))
        }
    }

    @Test(arguments: [200, 201, 202, 204, 299])
    func `any 2xx is a webhook's receipt`(status: Int) {
        let response = HTTPResponse(status: status, body: Array("taken".utf8))
        let outcome = WebhookAnswer.outcome(of: response, at: Timestamp(milliseconds: 0))
        #expect(outcome == DeliveryOutcome(.sent, evidence: "\(status) \"taken\""))
    }

    @Test func `PagerDuty's 202 for an event that is none is no success`() {
        let body = #"{"status":"invalid event","message":"Event object is invalid"}"#
        let outcome = PagerDutyAnswer.outcome(
            of: HTTPResponse(status: 202, body: Array(body.utf8)), at: Timestamp(milliseconds: 0))
        #expect(
            outcome == DeliveryOutcome(.permanent, evidence: #"202 invalid event, "Event object is invalid""#, .refused)
        )
    }

    @Test(
        arguments: [
            (.nameNotResolved, false, .unreachable), (.notConnected, false, .unreachable),
            (.timedOut, false, .timeout), (.timedOut, true, .timeout), (.certificateNotTrusted, false, .tls),
            (.connectionLost, true, .unclear), (.connectionLost, false, .unreachable),
            (.invalidRequest, false, .notSendable),
        ] as [(TransportFailure.Reason, Bool, DeliveryObstacle)])
    func `no answer is counted by what stood in the way`(
        reason: TransportFailure.Reason, mayHaveArrived: Bool, obstacle: DeliveryObstacle
    ) {
        let failure = TransportFailure(reason, "words", mayHaveArrived: mayHaveArrived)
        #expect(HTTPAnswer.outcome(of: failure).obstacle == obstacle)
        #expect(EmailAnswer.outcome(of: failure, age: .zero).obstacle == obstacle)
    }

    @Test func `the signature is the HMAC of time and body`() {
        // echo -n '1795414457.{"a":1}' | openssl dgst -sha256 -hmac s3cret
        let signature = WebhookSignature.sign(Array(#"{"a":1}"#.utf8), timestamp: "1795414457", secret: "s3cret")
        #expect(signature == "v1=e9cf9616e899f352f2357fa28890b11328b068e333bfbe9a2167bd0aa48820bb")
    }
}
