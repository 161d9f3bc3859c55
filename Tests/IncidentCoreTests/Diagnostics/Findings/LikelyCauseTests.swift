import Testing

@testable import IncidentCore

@Suite("What is most likely the cause", .timeLimit(.minutes(5)))
struct LikelyCauseTests {
    private static func finding(
        _ text: String, _ level: FindingLevel = .critical, isChanged: Bool = false, isLogged: Bool = false
    ) -> Finding {
        Finding(collector: "c", level: level, text: text, isChanged: isChanged, isLogged: isLogged)
    }

    private static let state = finding("2 pods are in CrashLoopBackOff")
    private static let log = finding("migration 0042 is missing", isLogged: true)
    private static let info = finding("the database accepts connections", .info)
    private static let revision = finding("api: revision 7 -> 8 since 08:00", .warning, isChanged: true)
    private static let elsewhere: Finding = {
        var other = finding("2 pods of web are in CrashLoopBackOff")
        other.elsewhere = "elsewhere in shop"
        return other
    }()
    private static let warning = finding("pool is full", .warning, isLogged: true)

    @Test(
        arguments: [
            ([], nil), ([info], nil), ([state], state), ([state, log], log), ([state, warning], state),
            ([info, warning], warning), ([revision, warning], warning), ([revision], revision),
            ([finding("(and 3 others in pods)"), warning], warning), ([elsewhere], nil),
            ([elsewhere, warning], warning), ([elsewhere, info], nil),
        ] as [([Finding], Finding?)])
    func `is what a program says itself, then the most urgent state, never what is only good to know`(
        findings: [Finding], cause: Finding?
    ) {
        #expect(findings.likelyCause == cause)
    }

    @Test func `stands before the others, which stand by urgency`() {
        let all = [Self.info, Self.warning, Self.state, Self.log]
        #expect(all.likelyFirst == [Self.log, Self.state, Self.warning, Self.info])
        #expect([Self.info].likelyFirst == [Self.info])
        #expect([Self.elsewhere, Self.info].likelyFirst == [Self.info, Self.elsewhere])
    }

    @Test func `what is elsewhere says so, and stands behind all that is not`() {
        #expect(Self.elsewhere.words == "elsewhere in shop: 2 pods of web are in CrashLoopBackOff")
        #expect(
            Self.elsewhere.words(as: "critical") == "elsewhere in shop: critical: 2 pods of web are in CrashLoopBackOff"
        )
        #expect(Self.info.words(as: "info") == "info: the database accepts connections")
        #expect(Finding.merged([Self.elsewhere, Self.info]) == [Self.info, Self.elsewhere])
        var own = Self.elsewhere
        own.elsewhere = nil
        #expect(Finding.merged([Self.elsewhere, own]) == [own])
        let unknown = UnknownCause(
            isBeingDiagnosed: false, CollectorLooks([.init(collector: "c", outcome: .succeeded)]))
        #expect(
            unknown.words(besides: [Self.elsewhere])
                == "nothing wrong was found of what the alert names; 1 finding is about other things")
        #expect(unknown.words(besides: [Self.info]) == "nothing wrong was found")
    }

    @Test(
        arguments: [
            ("kubectl logs -l app=a", true), ("journalctl -u api", true), ("kubectl get pods", false),
            ("kubectl get pods -l app=logs", false), ("kubectl -n prod logs api-0", true),
            ("/usr/bin/kubectl --namespace=prod logs api-0", true), ("kubectl -n logs get pods", false),
            ("kubectl -n prod", false), ("sudo journalctl -u api", true), ("", false),
        ])
    func `a log is what the command prints logs with`(command: String, isLog: Bool) {
        #expect(Finding.isLog(of: command.split(separator: " ").map(String.init)) == isLog)
    }
}
