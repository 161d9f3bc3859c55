import Testing

@testable import IncidentCore

/// What Alertmanager 0.27 and later read without a feature flag: the UTF-8 grammar, and the classic one behind it.
@Suite("Reading matchers", .timeLimit(.minutes(5)))
struct MatcherReadingTests {
    @Test(
        arguments: [
            (#""host.name"="server-01""#, [#"host.name="server-01""#]),
            (#"{"host.name"="server-01"}"#, [#"host.name="server-01""#]),
            (#""team name"="payments""#, [#"team name="payments""#]),
            (#"{team="a",env=~"b|c"}"#, [#"team="a""#, #"env=~"b|c""#]),
            (#"team="a", env="b""#, [#"team="a""#, #"env="b""#]),
            ("team=a,env!=b", [#"team="a""#, #"env!="b""#]),
            (#" { "ключ" !~ "значение" , größe = 検索 , } "#, [#"ключ!~"значение""#, #"größe="検索""#]),
            (#"{a="x,y}",b="{"}"#, [#"a="x,y}""#, #"b="{""#]), (#"1a="b""#, [#"1a="b""#]),
            (#""a\"b\\c"="d""#, [#"a"b\c="d""#]), (#""a.b"="\x41\u00e9\101\t""#, ["a.b=\"Aé\u{41}\u{9}\""]),
            (#"a=~"1\.5""#, [#"a=~"1\.5""#]), ("a=\"x\ny\" ", ["a=\"x\ny\""]),
            (
                #"{path=~"/api/v1\..*", code=~"5\d\d"}"#,
                [
                    #"path=~"/api/v1\..*""#, #"code=~"5\d\d""#,
                ]
            ),
        ] as [(String, [String])])
    func `names in quotes, braces and lists are read, and nothing is doubtful`(text: String, matchers: [String]) throws
    {
        let reading = try MatcherReading(text)
        #expect(reading.matchers.map(\.plain) == matchers)
        #expect(reading.doubt == nil)
    }

    /// What only the classic grammar reads, or reads as something else: as Alertmanager, and not without a word.
    @Test(arguments: [
        ("a=b c", #"a="b c""#), ("a='b'", #"a="'b'""#), ("a==b", #"a="=b""#), ("a=", #"a="""#), ("a=b}", #"a="b""#),
        (#"{a="b""#, #"a="b""#), (#"a=C:\data"#, #"a="C:\data""#), (#"a=~1\.5"#, #"a=~"1\.5""#), ("a=`b`", #"a="`b`""#),
        (#"a="\t""#, #"a="\t""#), (#"a="\u00e9""#, #"a="\u00e9""#),
    ])
    func `what Alertmanager reads by its classic grammar is read so, with a doubt`(text: String, matcher: String) throws
    {
        let reading = try MatcherReading(text)
        #expect(reading.matchers.map(\.plain) == [matcher])
        #expect(reading.doubt?.hasPrefix("matcher \(text) is taken for a") == true)
        #expect(reading.doubt?.hasSuffix("put each value in double quotes") == true)
    }

    @Test(arguments: [
        ("", "it has no condition; leave it out"), ("{}", "it has no condition; leave it out"),
        ("=", "it must begin with a label name"), (#"=a"#, "it must begin with a label name"),
        (#"""="a""#, "it must begin with a label name"), (",a=b", "it must begin with a label name"),
        ("a=b,,c=d", "it must begin with a label name"), ("a", #"after "a" one of = != =~ !~ must follow"#),
        ("a<5", #"after "a<5" one of = != =~ !~ must follow"#), (#"a!b"#, #"after "a" one of = != =~ !~ must follow"#),
        (#""a.b"="#, "after a.b= a value must follow; put it in double quotes"),
        (#""a.b"='c'"#, "after a.b= a value must follow; put it in double quotes"),
        (#"a="b"#, #"the quote before b does not end; add ""#),
        (#""a.b=c"#, #"the quote before a.b=c does not end; add ""#),
        (#"a="b\"#, #"a quote does not end; add ""#), (#"{"a.b"="c""#, "the { before it is not closed; add }"),
        (#"a="b" "c""#, #"after a="b" a comma or the end must follow, and not "c""#),
        (#"a="b"c"#, #"after a="b" a comma or the end must follow, and not c"#),
        (#""a.b"="c"}"#, #"after "a.b"="c" a comma or the end must follow, and not }"#),
        (#""a.b"=~"1\.5""#, #"\. is no escape; write \\. for a backslash"#),
        (#""a.b"="\xff""#, "its escapes are no UTF-8 text"), (#""a.b"="\ud800""#, #"\ud800 is no character"#),
        (#""a.b"="\x4""#, #"\x must be followed by 2 digits"#),
        (#"a=~"(""#, #"regular expression "(" is not RE2 syntax: missing ): ("#),
    ])
    func `what neither reads is refused with the place and the cure`(text: String, reason: String) {
        #expect(throws: MatcherError(text: text, reason: reason)) { try MatcherReading(text) }
    }

    @Test func `one matcher is not two`() {
        let text = "a=b,c=d"
        #expect(throws: MatcherError(text: text, reason: "it has 2 conditions")) { try Matcher(text) }
    }
}

extension Matcher {
    /// Without quotes and escapes, as a table of cases shows it best.
    fileprivate var plain: String { "\(name)\(operation.rawValue)\"\(value)\"" }
}
