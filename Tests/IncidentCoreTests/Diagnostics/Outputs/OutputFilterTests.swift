import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct OutputFilterTests {
    static let log = "start\nslow query 1\nok\nSLOW query 2\nend\n"

    struct Case: Sendable {
        let filters: [OutputFilter]
        let text: String
        let expected: String
        init(_ filters: [OutputFilter], _ text: String, _ expected: String) {
            (self.filters, self.text, self.expected) = (filters, text, expected)
        }
    }

    static func cases() throws -> [Case] {
        [
            Case([.grep(try Grep("slow query"))], log, "slow query 1\n"),
            Case([.grep(try Grep("slow query", ignoresCase: true))], log, "slow query 1\nSLOW query 2\n"),
            Case([.grep(try Grep("query", isInverted: true))], log, "start\nok\nend\n"),
            Case([.grep(try Grep("query [0-9]$"))], log, "slow query 1\nSLOW query 2\n"),
            Case([.grep(try Grep("[0-9]$", isFixed: true))], log, ""),
            Case([.grep(try Grep("a.b[1]*é", isFixed: true))], "a.b[1]*é\naxb1é\n", "a.b[1]*é\n"),
            Case([.grep(try Grep("slow", after: 1))], log, "slow query 1\nok\n"),
            Case([.grep(try Grep("x", after: 1))], "x\n1\n2\nx\n3\n", "x\n1\n--\nx\n3\n"),
            Case([.grep(try Grep("x", after: 2))], "x\n1\n2\nx\n3\n", "x\n1\n2\nx\n3\n"),
            Case([.grep(try Grep("x", after: 9))], "x\n1\nx\n2\n", "x\n1\nx\n2\n"),
            Case([.grep(try Grep("x", before: 1))], "1\n2\nx\n3\n4\nx\n", "2\nx\n--\n4\nx\n"),
            Case([.grep(try Grep("x", before: 1, after: 1))], "1\nx\n2\nx\n3\n4\n", "1\nx\n2\nx\n3\n"),
            Case([.head(2)], log, "start\nslow query 1\n"), Case([.head(0)], log, ""), Case([.head(-1)], log, ""),
            Case([.tail(1)], log, "end\n"), Case([.head(20)], "no line end", "no line end\n"),
            Case([.sort()], "b\na\n10\n9\n", "10\n9\na\nb\n"), Case([.sort(reversed: true)], "a\nb\n", "b\na\n"),
            Case([.sort(numeric: true)], "10 x\n 9 y\nz\n-1\n1.5\n", "-1\nz\n1.5\n 9 y\n10 x\n"),
            Case([.uniq()], "a\na\nb\na\n", "a\nb\na\n"),
            Case([.uniq(count: true)], "a\na\nb\n", "      2 a\n      1 b\n"),
            Case([.wcLines], "a\nb\n", "2\n"), Case([.wcLines], "", "0\n"), Case([.wcLines], "a\n\nb", "3\n"),
            Case(
                [.sort(), .uniq(count: true), .sort(numeric: true, reversed: true), .head(1)], "b\na\nb\n",
                "      2 b\n"),
            Case([.grep(try Grep("a\r$"))], "a\r\nb\r\n", "a\r\n"),
            Case([], "untouched", "untouched"),
        ]
    }

    @Test(arguments: try cases())
    func `filters do what the pipe would`(_ example: Case) {
        #expect(example.filters.apply(to: example.text) == example.expected)
    }

    @Test func `the runbook's grep -A5 keeps five lines after each heading`() throws {
        let node = "Name: n\nConditions:\n1\n2\n3\n4\n5\n6\n"
        let filter = OutputFilter.grep(try Grep("Conditions", after: 5))
        #expect(filter.apply(to: node + node) == "Conditions:\n1\n2\n3\n4\n5\n--\nConditions:\n1\n2\n3\n4\n5\n")
    }

    @Test func `greps are equal when they are written equally`() throws {
        #expect(try Grep("a", after: 1) == Grep("a", after: 1))
        #expect(try Grep("a") != Grep("a", isFixed: true))
    }
}
