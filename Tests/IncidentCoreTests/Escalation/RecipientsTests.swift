import IncidentCore
import Testing

@Suite("Whom a frozen policy tells by the contacts of today", .timeLimit(.minutes(5)))
struct RecipientsTests {
    private static func contact(_ role: String, reachable: Bool = true) -> Contact {
        let path = reachable ? [ContactMethod(EndpointID(NotifierKind("mail")), address: "\(role)@example.com")] : []
        return Contact(role: role, address: "\(role)@example.com", escalationPath: path)
    }

    private static func rule(
        _ name: String, _ priorities: [Priority] = [], _ steps: [String]..., otherwise: String? = nil
    ) -> PolicyRule {
        let steps = steps.map { EscalationStep(after: .zero, notify: $0) }
        return PolicyRule(
            priorities: priorities, matchers: [],
            policy: EscalationPolicy(name: name, steps: steps, otherwise: otherwise))
    }

    struct Row: CustomTestStringConvertible {
        let testDescription: String
        var roles = ["Old"]
        let place: Recipients.Place
        var policies = [rule("p", [], ["A"], ["B"], ["C"], otherwise: "D")]
        let told: [String]
        let words: String
    }

    static let rows = [
        Row(
            testDescription: "who is a contact", roles: ["A", "B"], place: .step(0), told: ["A", "B"], words: "A, B"),
        Row(
            testDescription: "at the same step", place: .step(1), told: ["B"],
            words: "B (in place of Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "who has no way to be reached is none", roles: ["Mute"], place: .step(1), told: ["B"],
            words: "B (in place of Mute, which contacts.yaml no longer has)"),
        Row(
            testDescription: "beside who is still there", roles: ["Old", "A", "Gone"], place: .step(2),
            told: ["A", "C"], words: "A, C (in place of Old, Gone, which contacts.yaml no longer has)"),
        Row(
            testDescription: "the last step where there are fewer", place: .step(7), told: ["C"],
            words: "C (in place of Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "the last resort", place: .lastResort, told: ["D"],
            words: "D (in place of Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "the last step where there is no last resort", place: .lastResort,
            policies: [rule("p", [], ["A"], ["B"])], told: ["B"],
            words: "B (in place of Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "nobody twice", roles: ["Old", "B"], place: .step(1), told: ["B"],
            words: "B (and not Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "by the policy of its name before that of the incident", place: .step(0),
            policies: [rule("q", [.p2], ["A"]), rule("p", [.p4], ["B"])], told: ["B"],
            words: "B (in place of Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "by that of the incident where its name is gone too", place: .step(0),
            policies: [rule("q", [.p1], ["A"]), rule("r", [.p2], ["B"])], told: ["B"],
            words: "B (in place of Old, which contacts.yaml no longer has)"),
        Row(
            testDescription: "nobody where nobody is named", place: .step(0), policies: [], told: [],
            words: "nobody (contacts.yaml no longer has Old)"),
    ]

    @Test(arguments: rows)
    func `who is no contact any more has stand-ins`(row: Row) {
        var tables = RoutingTables.empty
        tables.contacts = ContactTable(
            contacts: ["A", "B", "C", "D"].map { Self.contact($0) } + [Self.contact("Mute", reachable: false)])
        tables.policies = row.policies
        let recipients = Recipients(of: row.roles, at: row.place, of: "p", in: .sample(), tables: tables)
        #expect(recipients.told == row.told)
        #expect(recipients.words == row.words)
    }
}
