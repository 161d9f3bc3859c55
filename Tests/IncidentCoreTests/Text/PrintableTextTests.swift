import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct PrintableTextTests {
    @Test(arguments: [
        ("plain\ttext\n", "plain\ttext\n"), ("\u{1B}[1;31mred\u{1B}[0m", "red"), ("a\u{1B}]0;title\u{07}b", "ab"),
        ("a\u{1B}]8;;http://x\u{1B}\\b", "ab"), ("a\u{1B}(Bb\u{1B}=c", "abc"), ("a\u{9B}31mb", "a31mb"),
        ("a\r\nb\rc\r", "a\nb\nc\n"), ("a\0b\u{08}c\u{7F}", "abc"), ("a\u{1B}]never ends\nb", "a\nb"), ("a\u{1B}", "a"),
        ("PATH=/bin\0DB_PASSWORD=a b\0HOME=/\0", "PATH=/bin\nDB_PASSWORD=a b\nHOME=/"),
        ("mysql\0-uroot\0-phunter22\0", "mysql -uroot -phunter22"), ("h\0e\0l\0l\0o\0", "hello"),
        ("a\u{1B}[", "a"), ("é€😀", "é€😀"), ("", ""), ("a\u{1B}é", "aé"),
    ])
    func `escapes and control characters go, text stays`(_ raw: String, _ expected: String) {
        #expect(PrintableText.read(Array(raw.utf8)) == expected)
    }

    @Test func `bytes that are no UTF-8 become replacement characters`() {
        #expect(PrintableText.read([0x61, 0xFF, 0x62, 0xC3]) == "a\u{FFFD}b\u{FFFD}")
    }
}
