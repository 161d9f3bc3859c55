import Foundation
import IncidentCore
import IncidentStore
import TestSupport
import Testing
import Transport

@testable import IncidentWeb

/// What people do with an incident beside taking, closing and noting, by the API and by its page.
@Suite("Unacknowledge, snooze, hand over, escalate, responders", .timeLimit(.minutes(20)))
struct DeedTests {
    private func post(_ web: WebHarness, _ verb: String, _ body: String) async throws -> HTTPResponse {
        try await web.api.send(.post, "/api/incidents/1/\(verb)", body: Array(body.utf8))
    }

    @Test func `the API does each, and answers with the incident`() async throws {
        try await WebHarness.run { web in
            try await web.open()
            let snoozed = try json(
                try await post(web, "snooze", #"{"by":"alice","until":"2h","text":"a deployment"}"#))
            #expect((snoozed["status"] as? String, snoozed["snoozed"] as? Bool) == ("acknowledged", true))
            #expect(snoozed["acknowledged_until"] as? String == (web.clock.now + .seconds(7200)).rfc3339)
            let handed = try json(
                try await post(
                    web, "handover", #"{"by":"alice","contact":"devops-lead@example.com","text":"my shift ends"}"#))
            #expect(handed["acknowledged_by"] as? String == "DevOps Lead")
            #expect((handed["handed_over_by"] as? String, handed["snoozed"] as? Bool) == ("alice", false))
            #expect(handed["confirm_by"] as? String == (web.clock.now + .seconds(600)).rfc3339)
            #expect(try await post(web, "responders", #"{"by":"alice","contact":"Database Admin"}"#).status == 200)
            #expect(try await post(web, "escalate", #"{"by":"alice"}"#).status == 200)
            let ended = try json(
                try await post(web, "unacknowledge", #"{"by":"bob","text":"she is away","take_over":true}"#))
            #expect((ended["status"] as? String, ended["acknowledged_by"] is NSNull) == ("triggered", true))
            let said = try await web.store.read { try $0.timeline(incidentID: 1) }
            let kinds: [TimelineKind] = [.snoozed, .handedOver, .responderAdded, .escalated, .unacknowledged]
            for kind in kinds {
                let entry = try #require(said.first { $0.kind == kind })
                #expect(entry.summary.contains(", by the API") && entry.details["way"] == "api")
            }
        }
    }

    @Test(arguments: [
        ("unacknowledge", #"{"by":"alice","text":"x"}"#, 409, "nobody has taken incident 1; nothing to take back"),
        ("unacknowledge", #"{"text":"x"}"#, 400, "\"by\" is missing or empty; say who does this"),
        (
            "unacknowledge", #"{"by":"Responder","text":"x"}"#, 400,
            "\"by\" is \"responder\", under which the program's own entries stand; give another name"
        ),
        (
            "snooze", #"{"by":"alice","until":"2h"}"#, 400,
            "\"text\" is missing or empty; say why, for those who are told and for the timeline"
        ),
        (
            "snooze", #"{"by":"alice","text":"x"}"#, 400,
            "\"until\" is \"\"; give how long, such as 45m or 2h, or a time, such as 23:30 (the next one), "
                + "2026-11-23T08:00:00Z or 2026-11-23 08:00 UTC"
        ),
        (
            "snooze", #"{"by":"alice","text":"x","until":"2026-11-25T08:30:00Z"}"#, 400,
            "\"until\" is 2026-11-25 08:30:00 UTC, and it is 2026-11-23 08:30:00 UTC now; it must be from 1m to 1d from now"
        ),
        (
            "handover", #"{"by":"alice","text":"x","contact":"DevOps Led"}"#, 400,
            "\"DevOps Led\" is no contact, or may be several; did you mean \"DevOps Lead\"?"
        ),
        (
            "responders", #"{"by":"alice"}"#, 400,
            "the contact is missing; name one of \"On-Call Engineer\", \"DevOps Lead\", \"Database Admin\", \"Security Team\""
        ), ("escalate", "nonsense", 400, "the body is not"),
    ])
    func `the API says what is wrong, and changes nothing`(
        verb: String, body: String, status: Int, words: String
    ) async throws {
        try await WebHarness.run { web in
            try await web.open()
            let answer = try await post(web, verb, body)
            #expect(answer.status == status)
            let detail = try problem(answer)
            #expect(detail == words || detail.hasPrefix(words) && body == "nonsense", "\(detail)")
            #expect(try await web.incident(1)?.status == .triggered)
            #expect(try await web.api.send(.post, "/api/incidents/7/\(verb)", body: Array(body.utf8)).status != 200)
        }
    }

    @Test func `the page does each, and goes back to the incident`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let form = try await web.form(id)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            for verb in ["snooze", "escalate", "responders", "handover"] {
                #expect(page.contains("action=\"/incidents/1/\(verb)\""))
            }
            #expect(!page.contains("/incidents/1/unacknowledge"))
            #expect(page.contains("<option>Database Admin</option>"))
            let fields = [
                ("snooze", "by=alice&until=45m&text=later"), ("escalate", "by=alice&text=&until=&contact=DevOps+Lead"),
                ("responders", "by=alice&contact=Database+Admin&text="),
                ("handover", "by=alice&contact=DevOps+Lead&text=my+shift+ends"),
            ]
            for (verb, fields) in fields {
                let answer = try await form.post(verb, fields)
                #expect(answer.status == 303 && answer.headers["location"] == "/incidents/1", "\(verb) \(answer.text)")
            }
            let handed = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(handed.contains("alice has handed this incident over to DevOps Lead, who has not taken it yet."))
            #expect(handed.contains("Asked to take it: DevOps Lead by "))
            #expect(handed.contains(">End the hand-over</button>"))
            #expect(try await form.post("unacknowledge", "by=bob&text=she+is+away&take_over=DevOps+Lead").status == 303)
            #expect(try await web.incident(id)?.status == .triggered)
        }
    }

    @Test func `a form that is pressed twice is refused in words`() async throws {
        try await WebHarness.run { web in
            let form = try await web.form(try await web.open())
            #expect(try await form.post("escalate", "by=alice").status == 303)
            let again = try await form.post("escalate", "by=alice")
            #expect(again.status == 409)
            #expect(try problem(again).hasPrefix("incident 1 was escalated 0s ago, so nothing more was done"))
        }
    }

    @Test func `a next step is ticked and unticked, by the API and by the page, with name and time in the timeline`()
        async throws
    {
        try await WebHarness.run { web in
            let id = try await web.open()
            let title = "Restart pods if needed (last resort)"
            let tick = #"{"by":"alice","step":"\#(title)","text":"they came up"}"#
            let done = try await post(web, "steps/done", tick)
            #expect(done.status == 200)
            let again = try await post(web, "steps/done", tick)
            #expect(again.status == 409)
            #expect(
                try problem(again)
                    == "\"\(title)\" was done by alice at \(web.clock.now.readable); nothing was changed")
            let detail = try json(try await web.api.send(.get, "/api/incidents/\(id)"))
            let steps = try #require(detail["next_steps"] as? [[String: Any]])
            let ticked = try #require(steps.first { $0["title"] as? String == title })
            #expect((ticked["done_by"] as? String, ticked["done_at"] as? String) == ("alice", web.clock.now.rfc3339))
            #expect(steps.count { $0["done_by"] is NSNull } == steps.count - 1)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("Done by alice, ") && page.contains(">Not done after all</button>"))

            let form = try await web.form(id)
            let field = "by=bob&text=&step=Restart+pods+if+needed+%28last+resort%29"
            #expect(try await form.post("steps/undone", field).status == 303)
            #expect(try await form.post("steps/undone", field).status == 409)
            #expect(try await form.post("steps/done", field).status == 303)
            let kinds: [TimelineKind] = [.stepDone, .stepUndone, .noted]
            let said = try await web.store.read { try $0.timeline(incidentID: id) }.filter { kinds.contains($0.kind) }
            #expect(
                said.map { "\($0.kind.rawValue) \($0.actor): \($0.summary)" } == [
                    "step_done alice: \(title)", "noted alice: they came up", "step_undone bob: \(title)",
                    "step_done bob: \(title)",
                ])
        }
    }

    @Test(arguments: [
        (#"{"by":"alice"}"#, "\"step\" is missing; give the title of one: \"If recent deployment, rollback\", "),
        (#"{"by":"alice","step":"Restart pods"}"#, "\"Restart pods\" is no next step of this incident; there are "),
    ])
    func `a step that there is not is refused with those that there are`(body: String, words: String) async throws {
        try await WebHarness.run { web in
            try await web.open()
            let answer = try await post(web, "steps/done", body)
            #expect(answer.status == 400)
            #expect(try problem(answer).hasPrefix(words))
        }
    }

    @Test func `who has nobody left to tell is not offered to escalate`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let address = "/incidents/\(id)"
            #expect(try await web.api.send(.get, address).text.contains(">Escalate now</button>"))
            try await web.store.write { transaction in
                for var escalation in try transaction.escalations(incidentID: id) {
                    escalation.end()
                    try transaction.saveEscalation(escalation, incidentID: id)
                }
            }
            let page = try await web.api.send(.get, address).text
            #expect(!page.contains(">Escalate now</button>"))
            #expect(page.contains(">Ask for them</button>"))
        }
    }

    @Test(arguments: ["snooze", "escalate", "responders", "handover", "unacknowledge"])
    func `a form without its token changes nothing`(verb: String) async throws {
        try await WebHarness.run { web in
            let form = try await web.form(try await web.open())
            let answer = try await form.with(token: nil).post(
                verb, "by=mallory&text=x&until=2h&contact=DevOps+Lead")
            #expect(answer.status == 403)
            #expect(try await web.store.read { try $0.timeline(incidentID: 1) }.allSatisfy { $0.actor == "responder" })
        }
    }

    @Test func `who was handed an incident takes it by the link in their message`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let handed = #"{"by":"alice","contact":"DevOps Lead","text":"my shift ends"}"#
            #expect(try await post(web, "handover", handed).status == 200)
            let path = web.acknowledgePath(id, "DevOps Lead")
            let before = try await web.api.send(.get, path).text
            #expect(before.contains("handed over to DevOps Lead by alice; the hand-over to be confirmed by "))
            #expect(before.contains(">Take it as DevOps Lead</button>"))
            let after = try await web.api.send(.post, path).text
            #expect(after.contains("Taken, as alice has asked."))
            #expect(try await web.incident(id)?.taking.handedOverBy == nil)
            // From then on it renews, which a reminder asks for later.
            #expect(try await web.api.send(.get, path).text.contains(">Renew acknowledgement as DevOps Lead</button>"))
        }
    }

    @Test func `a snoozed incident says so on its page, and offers to end that`() async throws {
        try await WebHarness.run { web in
            let id = try await web.open()
            let end = (web.clock.now + .seconds(7200)).readable
            #expect(try await post(web, "snooze", #"{"by":"alice","until":"2h","text":"later"}"#).status == 200)
            let page = try await web.api.send(.get, "/incidents/\(id)").text
            #expect(page.contains("snoozed by alice until \(end)"))
            #expect(page.contains(">End the snooze</button>"))
        }
    }
}
