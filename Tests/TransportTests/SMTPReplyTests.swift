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

    @Test func `each is told by the command that it answers, the message by the leave to send it`() {
        let lines = [
            "220 mx ESMTP\r\n", "250-mx\r\n", "250 SIZE 1000\r\n", "334 VXNlcm5hbWU6\r\n", "235 2.7.0 ok\r\n",
            "250 2.1.0 ok\r\n", "250 2.1.5 ok\r\n", "354 go on\r\n", "554 5.7.1 no\r\n", "221 bye\r\n",
        ]
        let commands = [("EHLO", 1), ("AUTH", 3), ("ZGVzaw==", 4), ("MAIL", 5), ("RCPT", 6), ("DATA", 7), ("QUIT", 9)]
        #expect(
            SMTPReply.replies(in: lines, to: commands).dropLast().map(\.stage) == [
                .connection, .ehlo, .auth, .auth, .mail, .rcpt, .data, .message,
            ])
        // On a kept connection nobody is greeted.
        let kept = SMTPReply.replies(in: Array(lines[5...6]), to: [("MAIL", 0), ("RCPT", 1)])
        #expect(kept.map(\.stage) == [.mail, .rcpt])
        #expect(SMTPReply.replies(in: ["421 no\r\n"], to: []).map(\.stage) == [.connection])
        #expect(SMTPReply.replies(in: ["550 no\r\n"]).map(\.stage) == [nil])
    }

    @Test(
        arguments: [
            ("5.1.1 No such user", "5.1.1"), ("4.7.1 Greylisted", "4.7.1"), ("5.1.1", "5.1.1"), ("No such user", nil),
            ("5.1.10 RESOLVER", "5.1.10"), ("5.1 x", nil), ("6.1.1 x", nil), ("5.1.1234 x", nil), ("", nil),
        ] as [(String, String?)])
    func `its enhanced code is what it begins with`(text: String, code: String?) {
        #expect(SMTPReply(code: 550, text: text).enhancedCode == code)
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
