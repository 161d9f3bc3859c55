import IncidentCore
import Testing

@Suite("Whether who had an incident hears that another has it", .timeLimit(.minutes(5)))
struct UnheardTests {
    private static let (pager, mail) = (TellingGateTests.pagerduty, TellingGateTests.mail)
    private static let contacts = ContactTable(contacts: [
        Contact(role: "Mailed", address: "m@example.com", escalationPath: [pager, mail]),
        Contact(role: "Paged", address: "p@example.com", escalationPath: [pager]),
        Contact(role: "Nowhere", address: "n@example.com", escalationPath: []),
    ])

    @Test(arguments: [
        ("Mailed", Unheard?.none), ("alice", .noContact), ("Nowhere", .noContact), ("Paged", .ringsOnly([pager])),
    ])
    func `is told by what ways they have`(holder: String, unheard: Unheard?) {
        #expect(
            TellingHistory().unheard(holder, contacts: Self.contacts, keepers: [Self.pager.notifier]) == unheard)
    }

    @Test func `who was paged where it rings reads there that it is taken`() {
        let paged = Contact(role: "Paged", address: "p@example.com", escalationPath: [Self.pager])
        let history = TellingHistory([TellingOwnerTests.told(1, paged, step: 1)])
        #expect(history.unheard("Paged", contacts: Self.contacts, keepers: [Self.pager.notifier]) == nil)
    }

    @Test func `says why in the words of the timeline`() {
        #expect(Unheard.noContact.words == "no contact of that name has an escalation path")
        #expect(
            Unheard.ringsOnly([Self.pager]).words
                == "they were not paged, and \(Self.pager.endpoint.text), all that they have, would ring")
    }
}
