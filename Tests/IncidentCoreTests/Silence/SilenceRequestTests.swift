import IncidentCore
import Testing

@Suite("What a person asks to be silenced", .timeLimit(.minutes(5)))
struct SilenceRequestTests {
    static let now: Timestamp = "2026-11-23T07:00:00Z"

    static func request(
        match: [String] = [#"alertname="DiskFull""#], from: String = "", until: String = "",
        for duration: String = "2h",
        by: String = "carol", why: String = "new disks", allowsLonger: Bool = false
    ) -> SilenceRequest {
        SilenceRequest(
            match: match, from: from, until: until, duration: duration, by: by, why: why, allowsLonger: allowsLonger)
    }

    static func refusal(_ request: SilenceRequest) -> String? {
        do {
            _ = try request.draft(at: now, wayToAllow: "--allow-longer")
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `it begins now where nothing else is said`() throws {
        let draft = try Self.request().draft(at: Self.now, wayToAllow: "")
        #expect((draft.from, draft.until) == (Self.now, "2026-11-23T09:00:00Z"))
        #expect(draft.matchers == ["alertname=DiskFull"])
        #expect((draft.by, draft.why) == ("carol", "new disks"))
    }

    @Test(
        arguments: [
            ("2026-11-24T07:00:00Z", "2026-11-24T07:00:00Z"), ("2026-11-24T08:00:00+01:00", "2026-11-24T07:00:00Z"),
            // As the fields of a form have it: UTC.
            ("2026-11-24T07:00", "2026-11-24T07:00:00Z"), ("2026-11-24 07:00", "2026-11-24T07:00:00Z"),
            ("2026-11-24T07:00:30", "2026-11-24T07:00:30Z"),
        ] as [(String, Timestamp)])
    func `a time may stand with its zone or without one`(text: String, expected: Timestamp) throws {
        let draft = try Self.request(from: text, until: "2026-11-25T00:00:00Z", for: "").draft(
            at: Self.now, wayToAllow: "")
        #expect(draft.from == expected)
    }

    @Test func `what would have begun before begins now`() throws {
        let draft = try Self.request(from: "2026-11-22T00:00:00Z", until: "2026-11-23T08:00:00Z", for: "").draft(
            at: Self.now, wayToAllow: "")
        #expect((draft.from, draft.until) == (Self.now, "2026-11-23T08:00:00Z"))
    }

    @Test func `thirty days are the most, unless a longer one is asked for in as many words`() throws {
        #expect(Self.refusal(Self.request(for: "30d")) == nil)
        #expect(
            Self.refusal(Self.request(for: "30d1m"))
                == "the silence lasts 30d1m, the limit is 30d; make it shorter, or ask for a longer one with --allow-longer"
        )
        #expect(Self.refusal(Self.request(for: "1y", allowsLonger: true)) == nil)
    }

    @Test(arguments: [
        ("", "99999999999d", "for is \"99999999999d\", the limit is 3652d (ten years); make it shorter"),
        ("", "3653d", "for is \"3653d\", the limit is 3652d (ten years); make it shorter"),
        (
            "2200-01-01T00:00:00Z", "",
            "until is 2200-01-01 00:00:00 UTC, more than 3652d (ten years) from now, which is the limit; give an earlier end"
        ),
    ])
    func `what would end later than in ten years is refused, however it is asked for`(
        until: String, duration: String, words: String
    ) {
        #expect(Self.refusal(Self.request(until: until, for: duration, allowsLonger: true)) == words)
        #expect(Self.refusal(Self.request(for: "3652d", allowsLonger: true)) == nil)
    }

    @Test func `several matchers stand in one text or in several`() throws {
        let several = Self.request(match: [#"{alertname="A", cluster=~"eu-.*"}"#, "", #"job!="x""#])
        #expect(try several.matchers() == ["alertname=A", "cluster=~eu-.*", "job!=x"])
    }

    @Test(
        arguments: [
            (request(match: []), "there is no matcher; give one such as alertname=\"DiskFull\""),
            (request(match: ["  "]), "there is no matcher; give one such as alertname=\"DiskFull\""),
            (request(match: [#"alertname=~".*""#]), #"alertname=~".*" matches alerts without any label"#),
            (request(match: [#"job!="x""#, #"team="""#]), #"job!="x", team="" matches alerts without any label"#),
            (request(match: ["alertname"]), "matcher alertname cannot be read"),
            (request(match: [#"a=~"[""#]), #"regular expression "[" is not RE2 syntax"#),
            (request(match: Array(repeating: "a=b", count: 51)), "there are 51 matchers, the limit is 50"),
            (request(for: ""), "it is not said how long the silence lasts; give until, or for, such as 2h"),
            (request(until: "2026-11-24T00:00:00Z"), "until and for both say how long"),
            (request(for: "0s"), "for is \"0s\"; a duration such as 30m, 2h or 1d is expected"),
            (request(for: "soon"), "for is \"soon\""),
            (request(from: "tomorrow"), "from is \"tomorrow\"; a time such as 2026-11-27T08:00:00Z is expected"),
            (
                request(until: "2026-11-23T07:00:00Z", for: ""),
                "until is 2026-11-23 07:00:00 UTC, which is over; now it is 2026-11-23 07:00:00 UTC"
            ),
            (
                request(from: "2026-11-24T00:00:00Z", until: "2026-11-24T00:00:00Z", for: ""), "not later than from"
            ),
            (request(by: " "), "\"by\" is missing or empty"), (request(why: "\n"), "\"why\" is missing or empty"),
            (
                request(why: String(repeating: "x", count: 501)),
                "\"why\" has 501 characters, the limit is 500; shorten it"
            ),
        ] as [(SilenceRequest, String)])
    func `what cannot be meant is refused, with what to do`(request: SilenceRequest, words: String) {
        let refusal = Self.refusal(request)
        #expect(refusal?.contains(words) == true, "\(refusal ?? "taken")")
    }
}
