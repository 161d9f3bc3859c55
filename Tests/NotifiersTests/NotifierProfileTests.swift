import IncidentCore
import Notifiers
import Testing

@Suite("What a notifier says about itself", .timeLimit(.minutes(5)))
struct NotifierProfileTests {
    @Test func `each kind stands once in the registration`() {
        let kinds = NotifierProfile.registered.map(\.kind)
        #expect(Set(kinds).count == kinds.count)
        #expect(kinds.allSatisfy { !MethodChoice.words.contains($0.rawValue) })
    }

    @Test(arguments: NotifierProfile.registered)
    func `it tries for at least half an hour, and its first retry comes within seconds`(profile: NotifierProfile) {
        let policy = profile.retry
        #expect(policy.giveUpAfter >= .seconds(1800))
        #expect(policy.delays.first.map { $0 <= .seconds(5) } == true)
        #expect(zip(policy.delays, policy.delays.dropFirst()).allSatisfy { $0 < $1 })
        #expect((0..<1).contains(policy.jitter))
    }

    @Test(arguments: NotifierProfile.registered)
    func `urgent messages have a place of their own, and two attempts end before a claim does`(
        profile: NotifierProfile
    ) {
        #expect(profile.limits.reservedForUrgent >= 1)
        #expect(profile.limits.reservedForUrgent < profile.limits.concurrency)
        #expect(profile.timeouts.connect < profile.timeouts.total)
        #expect(profile.timeouts.total * 2 < .seconds(240))
    }

    @Test(arguments: NotifierProfile.registered)
    func `its credential is one of its fields`(profile: NotifierProfile) {
        let credential = profile.endpoint.fields.first { $0.name == profile.endpoint.credential }
        #expect(credential?.isRequired == true)
        #expect(!profile.method.forms.isEmpty)
    }
}
