import Foundation
import IncidentCore
import TestSupport
import Testing

@testable import Notifiers

@Suite(.timeLimit(.minutes(5))) struct `Mail encoding` {
    @Test(arguments: [
        ("a = b", "a =3D b"), ("end ", "end=20"), (".", "=2E"), ("ä", "=C3=A4"), ("a\nb", "a\r\nb"), ("", ""),
        ("\n", "\r\n"), ("\tx\t", "\tx=09"), ("bare\rcr", "bare=0Dcr"),
    ])
    func `quoted-printable`(text: String, encoded: String) {
        #expect(String(decoding: QuotedPrintable.encode(text), as: UTF8.self) == encoded)
    }

    @Test(arguments: hostileTexts)
    func `quoted-printable lines are short and read back as they were`(text: String) {
        let text = text.replacing("\r\n", with: "\n")
        let encoded = String(decoding: QuotedPrintable.encode(text), as: UTF8.self)
        #expect(encoded.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        #expect(Array(RenderedMail.decode(encoded).utf8) == Array(text.utf8))
    }

    @Test func `a plain subject is folded before blanks`() {
        var header = EmailHeader()
        let words = Array(repeating: "word", count: 40).joined(separator: " ")
        header.addText("Subject", words)
        #expect(header.lines.count == 3)
        #expect(header.lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(header.lines.joined() == "Subject: \(words)")
    }

    @Test func `another subject is made of encoded words that split no character`() {
        var header = EmailHeader()
        header.addText("Subject", String(repeating: "ä🚨", count: 40))
        #expect(header.lines.count > 3)
        for (index, line) in header.lines.enumerated() {
            #expect(line.utf8.count <= 78)
            #expect(line.hasPrefix(index == 0 ? "Subject: =?utf-8?B?" : " =?utf-8?B?"))
        }
        let decoded = header.lines.map { line in
            line.components(separatedBy: "?")[3]
        }.map { String(data: Data(base64Encoded: $0) ?? Data(), encoding: .utf8) }
        #expect(decoded.compactMap { $0 }.joined() == String(repeating: "ä🚨", count: 40))
    }

    @Test func `text that looks encoded is encoded, so that it is shown as it is`() {
        var header = EmailHeader()
        header.addText("Subject", "=?utf-8?B?PHNjcmlwdD4=?=")
        #expect(header.lines == ["Subject: =?utf-8?B?PT91dGYtOD9CP1BITmpjbWx3ZEQ0PT89?="])
    }

    @Test(arguments: [
        ("<b>", "&lt;b&gt;"), ("a & b", "a &amp; b"), ("\"' onclick=x", "&quot;&#39; onclick=x"), ("&lt;", "&amp;lt;"),
    ])
    func `HTML is escaped`(text: String, escaped: String) {
        #expect(text.htmlEscaped == escaped)
    }

    @Test func `an excerpt keeps head and tail and says what is missing`() {
        #expect("short".excerpt(limitBytes: 5) == "short")
        let long = String(repeating: "a", count: 100) + String(repeating: "z", count: 100)
        #expect(
            long.excerpt(limitBytes: 30) == "\(String(repeating: "a", count: 20))\n[… 170 bytes left out …]\nzzzzzzzzzz"
        )
        #expect(String(repeating: "🚨", count: 9).excerpt(limitBytes: 10) == "🚨\n[… 32 bytes left out …]\n")
    }
}
