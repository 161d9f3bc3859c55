import IncidentCore
import Testing

@Suite("Whom a name means", .timeLimit(.minutes(5)))
struct ContactTableTests {
    private static func contact(_ role: String, _ address: String, _ others: String...) -> Contact {
        let mails = others.map { ContactMethod(EndpointID(NotifierKind("email")), address: $0) }
        let pagerDuty = ContactMethod(EndpointID(NotifierKind("pagerduty")), address: "default")
        return Contact(role: role, address: address, escalationPath: [pagerDuty] + mails)
    }

    private static let table = ContactTable(contacts: [
        contact("Alice", "a@example.com", "a@example.com", "alice.private@example.com", "boss@example.com"),
        contact("BOB", "team@example.com"), contact("bob", "team@example.com", "b@example.com"),
        contact("Zoë Dörr", "z@example.com", "shared@example.com"), contact("Boss", "boss@example.com"),
        contact("Deputy", "d@example.com", "shared@example.com"),
    ])

    @Test(
        arguments: [
            ("Alice", "Alice"), ("alice", "Alice"), (" ALICE\t", "Alice"), ("A@Example.com", "Alice"),
            (" alice.private@example.com ", "Alice"), ("ZOË  DÖRR", "Zoë Dörr"),
            // Its own address, although another's path holds it too.
            ("boss@example.com", "Boss"),
            // As it is written, of several that differ in letters only; else nobody can say which.
            ("bob", "bob"), ("BOB", "BOB"), ("Bob", nil), ("b@example.com", "bob"), ("team@example.com", nil),
            ("shared@example.com", nil),
            ("pagerduty", nil), ("default", nil), ("alic", nil), ("example.com", nil), ("", nil),
        ] as [(String, String?)])
    func `is its role or a mail address of its own, in whatever letters`(name: String, role: String?) {
        #expect(Self.table.contact(called: name)?.role == role)
        #expect(Self.table.name(of: name) == role ?? name)
    }
}
