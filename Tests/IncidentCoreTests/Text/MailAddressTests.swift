import IncidentCore
import Testing

@Suite("Mail addresses", .timeLimit(.minutes(5)))
struct MailAddressTests {
    @Test(arguments: [
        ("responder@example.com", "responder@example.com", ""), ("root@localhost", "root@localhost", ""),
        ("a.b+c@mail.example.co.uk", "a.b+c@mail.example.co.uk", ""),
        ("Responder <responder@example.com>", "responder@example.com", "Responder"),
        ("\"On, Call\" <a+b@example.com>", "a+b@example.com", "On, Call"),
    ])
    func `addresses are read`(text: String, address: String, name: String) {
        #expect(MailAddress(text)?.address == address)
        #expect(MailAddress(text)?.displayName == name)
        #expect(MailAddress.problem(inSender: text) == nil)
    }

    @Test(arguments: [
        ("oncall@bücher.example.com", "oncall@xn--bcher-kva.example.com"),
        ("oncall@xn--bcher-kva.example.com", "oncall@xn--bcher-kva.example.com"),
        ("oncall@BÜCHER.example.com", "oncall@xn--bcher-kva.example.com"),
        ("oncall@bu\u{308}cher.example.com", "oncall@xn--bcher-kva.example.com"),
        ("dba@例え.テスト", "dba@xn--r8jz45g.xn--zckzah"), ("dba@straße.example", "dba@xn--strae-oqa.example"),
        ("x@почта.рф", "x@xn--80a1acny.xn--p1ai"), ("x@münchen。de", "x@xn--mnchen-3ya.de"),
    ])
    func `an international domain goes out as IDNA writes it`(text: String, address: String) {
        #expect(MailAddress(text)?.address == address)
        #expect(MailAddress.problem(in: text) == nil)
        #expect(MailAddress("On Call <\(text)>")?.address == address)
    }

    @Test(arguments: [
        "", "nobody", "@example.com", "a@", "a@b@c", "a b@example.com", "a@example.com\r\nBcc: x@example.com",
        "<a@example.com", "a@example.com>", "a@b..example", "a@-b.example", "a@b_c.example", "a@b,c@d", "<a@b>",
        "a\u{0}@b", "A <a@example.com>\n", "a@b/c", "a@bü/c", "a@bü#c", "a@bü:25", "a@bü%2e", "a@ü..de", "a@-ü.de",
        "a@\u{202E}ü.de", "a@ü\u{2028}.de",
        "a@\(String(repeating: "ü", count: 60)).de",
    ])
    func `what is no address is none`(text: String) {
        #expect(MailAddress.problem(in: text) != nil)
        if !text.hasPrefix("<") { #expect(MailAddress(text) == nil) }
    }

    @Test(arguments: [
        (
            "é@example.com",
            #""é@example.com" has letters before the @ that are not ASCII, which not every mail server takes"#
        ),
        ("a@ü..de", #""a@ü..de" has a domain that IDNA cannot write; write it as xn--…"#),
        ("a@b@c", #""a@b@c" is no mail address; one such as oncall@example.com is expected"#),
    ])
    func `the reason says which part is wrong`(text: String, reason: String) {
        #expect(MailAddress.problem(in: text) == reason)
        #expect(MailAddress(text) == nil)
    }
}
