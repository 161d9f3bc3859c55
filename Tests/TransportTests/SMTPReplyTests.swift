import Testing
import Transport

@Suite(.timeLimit(.minutes(5)))
struct `SMTP replies` {
    @Test(arguments: [
        (
            ["220 mx ESMTP\r\n", "250 2.0.0 Ok: queued as 4XyZ\r\n"],
            SMTPReply(code: 250, text: "2.0.0 Ok: queued as 4XyZ")
        ),
        (["550-5.7.1 first\r\n", "550 5.7.1 second\r\n"], SMTPReply(code: 550, text: "5.7.1 first 5.7.1 second")),
        (["354\r\n"], SMTPReply(code: 354, text: "")),
        (["451 4.7.1 Greylisted", "noise", "99"], SMTPReply(code: 451, text: "4.7.1 Greylisted")),
    ])
    func `the last reply of a dialogue is read`(lines: [String], reply: SMTPReply) {
        #expect(SMTPReply.replies(in: lines).last == reply)
    }

    @Test func `a reply whose last line is missing is none`() {
        #expect(SMTPReply.replies(in: ["250-mx.example.com\r\n", "250-SIZE 1000\r\n"]).isEmpty)
    }

    @Test func `credentials print without the password`() {
        let message = SMTPMessage(
            url: "smtp://127.0.0.1:587", tls: .required,
            credentials: SMTPCredentials(username: "desk", password: "s3cret-pw"), sender: "a@example.com",
            recipient: "b@example.com", content: [], connectTimeout: .seconds(1), timeout: .seconds(1))
        var dumped = ""
        dump(message, to: &dumped)
        #expect(!"\(message) \(String(reflecting: message)) \(dumped)".contains("s3cret-pw"))
    }
}
