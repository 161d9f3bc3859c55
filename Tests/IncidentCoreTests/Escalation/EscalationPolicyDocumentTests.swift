import Foundation
import Testing

@testable import IncidentCore

/// Policies as they are stored with incidents, by this release and by older ones.
@Suite(.timeLimit(.minutes(5))) struct EscalationPolicyDocumentTests {
    static let full = EscalationPolicy(
        name: "critical",
        steps: [
            EscalationStep(after: .zero, notify: ["On-Call Engineer"], methods: .all),
            EscalationStep(
                after: .seconds(5400), notify: ["DevOps Lead", "Database Admin"], methods: .only(NotifierKind("email")),
                onlyBusinessHours: true, digest: .outsideBusinessHours, deliverWithin: .seconds(30)),
        ],
        repetition: .init(every: .seconds(900), times: 4), until: .resolved, otherwise: "DevOps Lead",
        acknowledgementExpires: .seconds(3600))

    @Test func `what is written is read again, and a person can read it too`() throws {
        let document = try Self.encode(Self.full)
        #expect(
            document == """
                {"acknowledgementExpires":"1h","name":"critical","otherwise":"DevOps Lead",\
                "repetition":{"every":"15m","times":4},"steps":[\
                {"after":"0s","methods":"all","notify":["On-Call Engineer"],"onlyBusinessHours":false},\
                {"after":"1h30m","deliverWithin":"30s","digest":"outside_business_hours","methods":"email","notify":["DevOps Lead","Database Admin"],"onlyBusinessHours":true}],\
                "until":"resolved"}
                """)
        #expect(try Self.decode(document) == Self.full)
    }

    /// A property that is left out of the document would be lost with each restart.
    @Test func `every property is written`() throws {
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(try Self.encode(Self.full).utf8)) as? [String: Any])
        #expect(Set(document.keys) == Set(Mirror(reflecting: Self.full).children.compactMap(\.label)))
        let step = try #require((document["steps"] as? [[String: Any]])?.last)
        #expect(Set(step.keys) == Set(Mirror(reflecting: Self.full.steps[1]).children.compactMap(\.label)))
    }

    @Test func `durations of release 0.1.0 are read`() throws {
        let document = """
            {"acknowledgementExpires":[195,2884905626637434880],"name":"critical","otherwise":"DevOps Lead",\
            "repetition":{"every":[48,14556284461941522432],"times":4},"steps":[\
            {"after":[0,0],"methods":"all","notify":["On-Call Engineer"],"onlyBusinessHours":false},\
            {"after":[16,4852094820647174144],"methods":"first","notify":["DevOps Lead"],"onlyBusinessHours":true}],\
            "until":"acknowledged"}
            """
        #expect(
            try Self.decode(document)
                == EscalationPolicy(
                    name: "critical",
                    steps: [
                        EscalationStep(after: .zero, notify: ["On-Call Engineer"], methods: .all),
                        EscalationStep(after: .seconds(300), notify: ["DevOps Lead"], onlyBusinessHours: true),
                    ],
                    repetition: .init(every: .seconds(900), times: 4), otherwise: "DevOps Lead",
                    acknowledgementExpires: .seconds(3600)))
    }

    @Test func `what a document does not say yet is as it was before it could be said`() throws {
        let policy = try Self.decode(#"{"steps":[{"notify":["On-Call Engineer"]}],"comes later":{"at":"09:00"}}"#)
        #expect(
            policy == EscalationPolicy(name: "", steps: [EscalationStep(after: .zero, notify: ["On-Call Engineer"])]))
    }

    @Test func `a word of a later release tells nobody less`() throws {
        let policy = try Self.decode(
            #"{"name":"a","steps":[{"after":"5m","notify":["x"],"methods":"by_pigeon"}],"until":"the end of time"}"#)
        // A kind of notifier that nobody has: each contact's own first method is used.
        let choice = MethodChoice.only(NotifierKind("by_pigeon"))
        #expect(policy.steps == [EscalationStep(after: .seconds(300), notify: ["x"], methods: choice)])
        #expect(policy.until == .acknowledged)
    }

    @Test(arguments: [
        "{}", #"{"name":"a","steps":[{"after":"soon","notify":["x"]}]}"#, #"{"name":"a","steps":7}"#, "nonsense",
    ])
    func `what can mean nothing is an error`(_ document: String) {
        #expect(throws: DecodingError.self) { try Self.decode(document) }
    }

    private static func encode(_ policy: EscalationPolicy) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(policy), as: UTF8.self)
    }

    private static func decode(_ document: String) throws -> EscalationPolicy {
        try JSONDecoder().decode(EscalationPolicy.self, from: Data(document.utf8))
    }
}
